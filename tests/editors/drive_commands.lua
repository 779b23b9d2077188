-- Runs the steps of $CODEGRAPH_STEPS (a JSON list) as a person would, and writes what is then seen to
-- $CODEGRAPH_SEEN, as a list of as many objects. A step has `run`, a command line; `at`, where the
-- cursor is put before ("main.py:4:12"; else it stays); and `open`, an entry of the list that is
-- gone to afterwards. Or it has `complete`: a command line of which is asked what can follow.
local seen = { steps = {} }
local said = {}
vim.notify = function(text) table.insert(said, text) end

local function clients()
  return vim.lsp.get_clients and vim.lsp.get_clients() or vim.lsp.get_active_clients()
end

local function served()
  for _, it in ipairs(clients()) do
    if it.initialized ~= false and it.server_capabilities and vim.lsp.buf_is_attached(0, it.id) then
      return it
    end
  end
  return nil
end

local function wait(what, condition)
  if not vim.wait(60000, condition, 20) then
    error('waited too long for ' .. what .. vim.inspect(said))
  end
end

local function here()
  local cursor = vim.api.nvim_win_get_cursor(0)
  return string.format('%s:%d:%d', vim.fn.expand('%:t'), cursor[1], cursor[2] + 1)
end

-- A text that may have the address of this test's folder in it.
local function short(text)
  return (text:gsub(vim.pesc(vim.loop.cwd()), '.'))
end

local function listed()
  local found = {}
  for _, item in ipairs(vim.fn.getqflist()) do
    local name = item.module ~= '' and item.module or vim.fn.fnamemodify(vim.fn.bufname(item.bufnr), ':t')
    local column = item.col > 0 and (':' .. item.col) or ''
    table.insert(found, string.format('%s:%d%s %s', name, item.lnum, column, item.text))
  end
  return found
end

local function put_cursor(at)
  local file, line, column = at:match('^(.*):(%d+):(%d+)$')
  vim.cmd('silent edit ' .. file)
  vim.api.nvim_win_set_cursor(0, { tonumber(line), tonumber(column) - 1 })
  wait('the server', served)
end

local function take(step)
  local shown = {}
  if step.complete then
    shown.offered = vim.fn.getcompletion(step.complete, 'cmdline')
    return shown
  end
  if step.at then
    put_cursor(step.at)
  end
  said = {}
  vim.fn.setqflist({}, 'f')
  local buffer = vim.api.nvim_get_current_buf()
  vim.cmd(step.run)
  wait(step.run, function()
    return #said > 0 or #vim.fn.getqflist() > 0 or vim.api.nvim_get_current_buf() ~= buffer
  end)
  shown.said = vim.tbl_map(short, said)
  if #vim.fn.getqflist() > 0 then
    shown.window = vim.bo.buftype
    shown.title = vim.fn.getqflist({ title = 1 }).title
    shown.list = listed()
    if step.open then
      vim.cmd('cc ' .. step.open)
      shown.place = here()
      shown.line = vim.api.nvim_get_current_line()
    end
    vim.cmd('cclose')
  elseif vim.api.nvim_get_current_buf() ~= buffer then
    shown.text = vim.tbl_map(short, vim.api.nvim_buf_get_lines(0, 0, -1, false))
    shown.filetype = vim.bo.filetype
    vim.cmd('bwipeout!')
  end
  shown.clients = #clients()
  return shown
end

local function drive()
  for _, step in ipairs(vim.fn.json_decode(vim.env.CODEGRAPH_STEPS)) do
    local shown = take(step)
    -- An empty table would be written as a list.
    table.insert(seen.steps, next(shown) and shown or vim.empty_dict())
  end
  for _, it in ipairs(clients()) do
    if vim.fn.has('nvim-0.11') == 1 then it:stop() else it.stop() end
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
