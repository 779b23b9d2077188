-- Does in a headless Neovim what a person does with keys, and writes what they would then see to
-- $CODEGRAPH_SEEN as JSON. The file is open and the cursor stands on a use of `helper`.
local seen = { notifications = {} }
vim.notify = function(text) table.insert(seen.notifications, text) end

local function client()
  local clients = vim.lsp.get_active_clients and vim.lsp.get_active_clients() or vim.lsp.get_clients()
  return clients[1]
end

local function wait(what, condition)
  if not vim.wait(60000, condition, 20) then
    error('waited too long for ' .. what)
  end
end

local function quickfix()
  local list = {}
  for _, item in ipairs(vim.fn.getqflist()) do
    local name = vim.fn.fnamemodify(vim.fn.bufname(item.bufnr), ':t')
    table.insert(list, string.format('%s:%d:%d %s', name, item.lnum, item.col, item.text))
  end
  return list
end

local function drive()
  wait('the server', function()
    local it = client()
    return it and it.initialized ~= false and it.server_capabilities
      and it.server_capabilities.definitionProvider and vim.lsp.buf_is_attached(0, it.id)
  end)
  local start = vim.api.nvim_win_get_cursor(0)
  local here = vim.api.nvim_get_current_buf()

  vim.lsp.buf.definition()
  wait('the definition', function() return vim.api.nvim_get_current_buf() ~= here end)
  local cursor = vim.api.nvim_win_get_cursor(0)
  seen.definition = string.format('%s:%d:%d', vim.fn.expand('%:t'), cursor[1], cursor[2] + 1)

  vim.api.nvim_set_current_buf(here)
  vim.api.nvim_win_set_cursor(0, start)
  vim.fn.setqflist({}, 'r')
  vim.lsp.buf.references()
  wait('references', function() return #vim.fn.getqflist() > 0 end)
  seen.references = quickfix()
  -- The list has opened a window and stands in it; a person goes back to the text.
  vim.cmd('cclose')

  vim.fn.setqflist({}, 'r')
  vim.lsp.buf.workspace_symbol('Help')
  wait('workspace symbols', function() return #vim.fn.getqflist() > 0 end)
  seen.symbols = quickfix()

  local it = client()
  it.stop(it)
  wait('the end of the server', function() return client() == nil end)
end

local ok, problem = xpcall(drive, debug.traceback)
if not ok then
  seen.problem = problem
end
local file = assert(io.open(vim.env.CODEGRAPH_SEEN, 'w'))
file:write(vim.fn.json_encode(seen))
file:close()
vim.cmd('qall!')
