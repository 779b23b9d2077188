-- The configuration of the server: of `vim.lsp.enable('codegraph')` in Neovim 0.11 and newer, and of
-- `require('codegraph').setup()`.
return {
  cmd = { 'codegraph', 'lsp' },
  filetypes = { 'astro', 'c', 'cpp', 'cs', 'dart', 'elixir', 'go', 'haskell', 'java', 'javascript',
    'javascriptreact', 'julia', 'kotlin', 'lua', 'ocaml', 'php', 'python', 'r', 'ruby', 'rust', 'scala',
    'sh', 'svelte', 'swift', 'typescript', 'typescriptreact', 'vue', 'zig' },
  root_markers = { 'codegraph.toml', '.git' },
}
