-- What the scripts share that do in a headless Neovim what a person does with keys: waiting for the
-- server, and writing what was seen to $CODEGRAPH_SEEN as JSON.
local M = {}

function M.clients()
  return vim.lsp.get_clients and vim.lsp.get_clients() or vim.lsp.get_active_clients()
end

-- Wait for a condition; what was said meanwhile tells why it does not come.
function M.wait(what, condition, said)
  if not vim.wait(60000, condition, 20) then
    error('waited too long for ' .. what .. (said and vim.inspect(said) or ''))
  end
end

-- The client that serves the current buffer, once it does.
function M.served()
  for _, it in ipairs(M.clients()) do
    if it.initialized ~= false and it.server_capabilities and vim.lsp.buf_is_attached(0, it.id) then
      return it
    end
  end
  return nil
end

-- Where the cursor stands.
function M.here()
  local cursor = vim.api.nvim_win_get_cursor(0)
  return string.format('%s:%d:%d', vim.fn.expand('%:t'), cursor[1], cursor[2] + 1)
end

-- Run `drive`, which fills `seen`, end the servers and then Neovim.
function M.run(seen, drive)
  local ok, problem = xpcall(function()
    drive()
    for _, it in ipairs(M.clients()) do
      if vim.fn.has('nvim-0.11') == 1 then it:stop() else it.stop() end
    end
    M.wait('the end of the server', function() return #M.clients() == 0 end)
  end, debug.traceback)
  if not ok then
    seen.problem = problem
  end
  local file = assert(io.open(vim.env.CODEGRAPH_SEEN, 'w'))
  file:write(vim.fn.json_encode(seen))
  file:close()
  vim.cmd('qall!')
end

return M
