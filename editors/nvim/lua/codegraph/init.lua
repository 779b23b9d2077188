-- `:CodeGraph`: the words that follow it, told apart and completed.
--
-- Belongs here: which command is meant. Stays out: the commands themselves (`commands`).
-- Works with Neovim 0.7 and newer.
local asking = require('codegraph.asking')
local commands = require('codegraph.commands')
local showing = require('codegraph.showing')

local M = {}

local function names()
  local known = vim.tbl_keys(commands)
  table.sort(known)
  return known
end

function M.run(words)
  local name = words[1] or 'search'
  local command = commands[name]
  if not command then
    return showing.say('no command "' .. name .. '"; there is: ' .. table.concat(names(), ', '))
  end
  command.run(vim.list_slice(words, 2))
end

-- What can stand for `typed`, the last word of `line` up to the cursor.
function M.complete(typed, line)
  local before = line:match('^%S+%s+(.*)$') or ''
  local words = vim.split(vim.trim(before:sub(1, #before - #typed)), '%s+', { trimempty = true })
  local offered
  if #words == 0 then
    offered = names()
  else
    local command = commands[words[1]]
    offered = command and command.complete and command.complete(typed, vim.list_slice(words, 2)) or {}
  end
  return vim.tbl_filter(function(each) return vim.startswith(each, typed) end, offered)
end

-- What a code lens runs: list the references of what is at a position of a document.
function M.references(uri, position)
  local params = {
    textDocument = { uri = uri }, position = position, context = { includeDeclaration = false },
  }
  asking.ask('textDocument/references', params, function(result, it)
    if not result or #result == 0 then
      return showing.say('nothing uses it')
    end
    showing.list('references', vim.lsp.util.locations_to_items(result, it.offset_encoding))
  end)
end

-- Start the server with the files of its languages, in any version of Neovim; in 0.11 and newer it
-- is `vim.lsp.enable('codegraph')`, with these changes to the configuration.
function M.setup(changes)
  require('codegraph.starting').setup(changes)
end

return M
