-- The command `:CodeGraph`, and the earlier versions of files that it lists. What it does is loaded
-- when it is called.
if vim.g.loaded_codegraph then
  return
end
vim.g.loaded_codegraph = true

vim.api.nvim_create_user_command('CodeGraph', function(command)
  require('codegraph').run(command.fargs)
end, {
  nargs = '*',
  desc = 'Ask CodeGraph about the symbol under the cursor, the file or the repository',
  complete = function(typed, line)
    return require('codegraph').complete(typed, line)
  end,
})

vim.api.nvim_create_autocmd('BufReadCmd', {
  pattern = 'codegraphversion://*',
  callback = function()
    require('codegraph.versions').read()
  end,
})
