-- The configuration of the server for Neovim 0.11 and newer: `vim.lsp.enable('codegraph')`.
return {
  cmd = { 'codegraph', 'lsp' },
  filetypes = { 'python', 'typescript', 'typescriptreact', 'javascript', 'javascriptreact',
    'java', 'go', 'rust', 'c', 'cpp' },
  root_markers = { 'codegraph.toml', '.git' },
}
