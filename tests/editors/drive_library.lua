-- Goes from the use of a library's function in a headless Neovim to its definition, in a file outside
-- of the root, and on from there. What is then seen is written to $CODEGRAPH_SEEN as JSON.
local seen = { places = {} }

local function clients()
  return vim.lsp.get_clients and vim.lsp.get_clients() or vim.lsp.get_active_clients()
end

local function wait(what, condition)
  if not vim.wait(60000, condition, 20) then
    error('waited too long for ' .. what)
  end
end

local function served()
  for _, it in ipairs(clients()) do
    if it.initialized ~= false and it.server_capabilities and vim.lsp.buf_is_attached(0, it.id) then
      return true
    end
  end
  return false
end

local function here()
  local cursor = vim.api.nvim_win_get_cursor(0)
  return string.format('%s:%d:%d', vim.fn.expand('%:t'), cursor[1], cursor[2] + 1)
end

local function drive()
  vim.cmd('silent edit main.py')
  vim.api.nvim_win_set_cursor(0, { 2, 7 })
  for _, at in ipairs({ { 3, 14 }, {} }) do
    wait('the server', served)
    local before = vim.api.nvim_get_current_buf()
    vim.lsp.buf.definition()
    wait('a definition', function() return vim.api.nvim_get_current_buf() ~= before end)
    table.insert(seen.places, here())
    if at[1] then
      vim.api.nvim_win_set_cursor(0, at)
    end
  end
  seen.clients = #clients()
  for _, it in ipairs(clients()) do
    it.stop(it)
  end
  wait('the end of the server', function() return #clients() == 0 end)
end

local ok, problem = xpcall(drive, debug.traceback)
if not ok then
  seen.problem = problem
end
local file = assert(io.open(vim.env.CODEGRAPH_SEEN, 'w'))
file:write(vim.fn.json_encode(seen))
file:close()
vim.cmd('qall!')
