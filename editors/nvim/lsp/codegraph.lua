-- The configuration of the server: of `vim.lsp.enable('codegraph')` in Neovim 0.11 and newer, and of
-- `require('codegraph').setup()`.
return {
  init_options = { showReferences = 'codegraph.references' },
  commands = {
    -- What a code lens runs (`vim.lsp.codelens.run()`).
    ['codegraph.references'] = function(command)
      require('codegraph').references(unpack(command.arguments))
    end,
  },
  cmd = { 'codegraph', 'lsp' },
  filetypes = { 'astro', 'c', 'cpp', 'cs', 'dart', 'elixir', 'go', 'haskell', 'java', 'javascript',
    'javascriptreact', 'julia', 'kotlin', 'lua', 'ocaml', 'php', 'python', 'r', 'ruby', 'rust', 'scala',
    'sh', 'svelte', 'swift', 'typescript', 'typescriptreact', 'vue', 'zig' },
  root_markers = { 'codegraph.toml', '.git' },
  -- A file without a root may be a library's: the server that led there goes on.
  reuse_client = function(client, config)
    if client.name ~= config.name or client:is_stopped() then
      return false
    end
    if config.root_dir then
      return client.root_dir == config.root_dir
    end
    return vim.lsp.buf_is_attached(vim.fn.bufnr('#'), client.id)
  end,
}
