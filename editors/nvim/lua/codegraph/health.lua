-- `:checkhealth codegraph`: what keeps the commands from working, and what to do about it.
local asking = require('codegraph.asking')
local session = require('codegraph.session')

local M = {}

-- Neovim 0.7 has these functions elsewhere, under longer names.
local report = vim.health and vim.health.start and vim.health or (function()
  local old = require('health')
  return { start = old.report_start, ok = old.report_ok, info = old.report_info,
    warn = old.report_warn, error = old.report_error }
end)()

local LEVELS = { ok = 'ok', note = 'info', problem = 'error' }

-- The command line of the server that is configured, without `lsp`.
local function program()
  local it = asking.client()
  local config = it and it.config
  if not config and vim.lsp.config then
    config = vim.lsp.config.codegraph
  end
  return session.program(config) or { 'codegraph' }
end

local function check_editor()
  report.start('CodeGraph: Neovim')
  local version = vim.version()
  local named = string.format('%d.%d.%d', version.major, version.minor, version.patch)
  if vim.fn.has('nvim-0.11') == 1 then
    report.ok('Neovim ' .. named .. ": `vim.lsp.enable('codegraph')` starts the server")
  elseif vim.fn.has('nvim-0.7') == 1 then
    report.ok('Neovim ' .. named .. ": `require('codegraph').setup()` starts the server")
  else
    report.error('Neovim ' .. named .. ' is older than 0.7')
  end
end

local function check_server()
  report.start('CodeGraph: language server')
  local clients = asking.clients()
  if #clients == 0 then
    report.warn('it is not running', { 'open a file of a repository', ':help codegraph-setup' })
  end
  for _, it in ipairs(clients) do
    local buffers = vim.lsp.get_buffers_by_client_id(it.id)
    local served = #buffers == 1 and '1 buffer' or (#buffers .. ' buffers')
    report.ok('running for ' .. (it.config.root_dir or 'no folder') .. ', serving ' .. served)
    if it.server_capabilities and not vim.tbl_get(it.server_capabilities, 'experimental', 'codegraph') then
      report.error('the server named `codegraph` is another one', { 'see `cmd` in its configuration' })
    end
  end
end

local function check_installation()
  report.start('CodeGraph: installation')
  local command = program()
  if vim.fn.executable(command[1]) ~= 1 then
    return report.error('`' .. command[1] .. '` cannot be run',
      { 'install it (pipx install codegraph), or set `cmd` of the server to where it is' })
  end
  report.ok(vim.fn.exepath(command[1]))
  local printed = vim.fn.system(vim.list_extend(command, { 'doctor', '--json' }))
  local read, told = pcall(vim.fn.json_decode, printed)
  if not read or type(told) ~= 'table' or not told.findings then
    return report.error('`codegraph doctor` does not answer: ' .. vim.trim(printed))
  end
  for _, each in ipairs(told.findings) do
    local level = LEVELS[each.level] or 'info'
    local text = each.subject .. ': ' .. each.text
    if level == 'error' and each.advice ~= '' then
      report.error(text, { each.advice })
    else
      report[level](text .. (each.advice ~= '' and (' (' .. each.advice .. ')') or ''))
    end
  end
end

function M.check()
  check_editor()
  check_server()
  check_installation()
end

return M
