-- The command `:CodeGraph`. What it does is loaded when it is called.
if vim.g.loaded_codegraph then
  return
end
vim.g.loaded_codegraph = true

vim.api.nvim_create_user_command('CodeGraph', function(command)
  require('codegraph').run(command.fargs)
end, {
  nargs = '*',
  desc = 'Ask CodeGraph: search WORDS, related, context, impact, overview, dead, duplicates',
  complete = function(typed, line)
    return require('codegraph').complete(typed, line)
  end,
})
