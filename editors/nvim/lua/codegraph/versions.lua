-- Buffers that hold earlier versions of files, from git: `codegraphversion://ROOT//REVISION:./PATH`.
local showing = require('codegraph.showing')

local M = {}

-- Letters alone: Neovim 0.7 knows no other schemes.
local SCHEME = 'codegraphversion://'

-- The root of a file of that URI, whose path below the root is `path`.
function M.root(uri, path)
  local file = vim.uri_to_fname(uri)
  return file:sub(1, #file - #path - 1)
end

-- The name of the buffer with what `path`, relative to `root`, was in `revision`.
function M.name(root, revision, path)
  return SCHEME .. root .. '//' .. revision .. ':./' .. path
end

-- Fill the current buffer, whose name is that of a version.
function M.read()
  local name = vim.api.nvim_buf_get_name(0)
  local root, object = name:sub(#SCHEME + 1):match('^(.*)//([^/:][^:]*:%./.*)$')
  if not root then
    return showing.say('this names no version of a file: ' .. name)
  end
  -- `cat-file` runs no filter that a repository may ask for; `show` would.
  local lines = vim.fn.systemlist({ 'git', '-C', root, 'cat-file', 'blob', object })
  if vim.v.shell_error ~= 0 then
    return showing.say(lines[1] or ('git cannot read ' .. object))
  end
  vim.bo.buftype, vim.bo.swapfile, vim.bo.undolevels = 'nofile', false, -1
  M.lines = lines
  -- Lines that come into a buffer move the entries of the quickfix list behind them, which would
  -- point past what they mean, unless marks are locked.
  vim.cmd([[lockmarks call setline(1, luaeval('require("codegraph.versions").lines'))]])
  M.lines = nil
  vim.bo.modifiable, vim.bo.modified = false, false
  -- It looks as its language does, and is no file of that type, which servers would want to serve.
  local known, filetype = pcall(vim.filetype.match, { filename = object })
  if known and filetype then
    vim.bo.syntax = filetype
  end
end

return M
