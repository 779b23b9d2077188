-- `:CodeGraph status` and `:CodeGraph restart`: the language server and the daemons that it asks.
local asking = require('codegraph.asking')
local showing = require('codegraph.showing')
local starting = require('codegraph.starting')

local M = {}

-- So long a server may take to end by itself, in milliseconds.
local PATIENCE = 3000

local function status_of(each)
  local parts = { each.connected and each.state or 'not connected' }
  for _, name in ipairs({ 'files', 'symbols', 'edges' }) do
    if each[name] then
      table.insert(parts, each[name] .. ' ' .. name)
    end
  end
  if each.memory_mb then
    table.insert(parts, string.format('%d MB', each.memory_mb))
  end
  if each.version and each.pid then
    table.insert(parts, 'daemon ' .. each.version .. ' (process ' .. each.pid .. ')')
  end
  local lines = { '  ' .. each.root .. ': ' .. table.concat(parts, ', ') }
  for _, problem in ipairs(vim.list_extend({ each.problem }, each.problems or {})) do
    table.insert(lines, '    ' .. (type(problem) == 'string' and problem or vim.inspect(problem)))
  end
  return lines
end

-- How far the index of each root is, and whether all is well.
M.status = {
  run = function()
    asking.ask('codegraph/status', vim.empty_dict(), function(status)
      local lines = { status.health .. ', ' .. status.message }
      for _, each in ipairs(status.workspaces) do
        vim.list_extend(lines, status_of(each))
      end
      showing.tell(table.concat(lines, '\n'))
    end)
  end,
}

-- The command that starts the server, without the word that makes it one; nil if it is no list.
function M.program(config)
  local cmd = config and config.cmd
  if type(cmd) ~= 'table' then
    return nil
  end
  local program = {}
  for _, word in ipairs(cmd) do
    if word == 'lsp' then
      return program
    end
    table.insert(program, word)
  end
  return nil
end

-- Run `after` once the client has ended, which it is made to if it takes too long.
local function stopped(it, after)
  if vim.fn.has('nvim-0.11') == 1 then
    it:stop()
  else
    it.stop()
  end
  local waited = 0
  local function look()
    if vim.lsp.get_client_by_id(it.id) == nil then
      return after()
    end
    waited = waited + 50
    if waited == PATIENCE then
      vim.lsp.stop_client(it.id, true)
    end
    vim.defer_fn(look, 50)
  end
  look()
end

-- Start the daemon anew, then go on with what went wrong, if something did.
local function restart_daemon(config, folder, after)
  local program = M.program(config)
  if not program then
    return after()
  end
  local said = {}
  local options = {
    cwd = folder,
    on_stderr = function(_, lines) vim.list_extend(said, lines) end,
    on_exit = function(_, code) after(code ~= 0 and (said[1] or ('code ' .. code)) or nil) end,
  }
  if type(config.cmd_env) == 'table' and next(config.cmd_env) ~= nil then
    options.env = vim.tbl_map(tostring, config.cmd_env)
  end
  local known, job = pcall(vim.fn.jobstart, vim.list_extend(program, { 'daemon', 'restart' }), options)
  if not known or job <= 0 then
    after('it cannot be run')
  end
end

-- Stop the server of the current buffer and the daemon behind it, and start both anew.
M.restart = {
  run = function()
    local it = asking.client_or_say()
    if not it then
      return
    end
    local config, buffers = it.config, vim.lsp.get_buffers_by_client_id(it.id)
    local folder = config.root_dir or vim.fn.getcwd()
    stopped(it, function()
      restart_daemon(config, folder, function(problem)
        for _, buffer in ipairs(vim.tbl_filter(vim.api.nvim_buf_is_valid, buffers)) do
          starting.attach(config, buffer)
        end
        if problem then
          return showing.say('the daemon could not be started anew: ' .. problem)
        end
        showing.tell('started anew')
      end)
    end)
  end,
}

return M
