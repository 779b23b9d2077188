-- Runs the steps of $CODEGRAPH_STEPS (a JSON list) as a person would, and writes what is then seen to
-- $CODEGRAPH_SEEN, as a list of as many objects. A step has `run`, a command line; `at`, where the
-- cursor is put before ("main.py:4:12"; else it stays); and `open`, an entry of the list that is
-- gone to afterwards. Or it has `complete`: a command line of which is asked what can follow.
local driving = dofile(debug.getinfo(1, 'S').source:match('^@(.*/)') .. 'driving.lua')
local seen = { steps = {} }
local said = {}
vim.notify = function(text) table.insert(said, text) end

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
  driving.wait('the server', driving.served, said)
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
  driving.wait(step.run, function()
    return #said > 0 or #vim.fn.getqflist() > 0 or vim.api.nvim_get_current_buf() ~= buffer
  end, said)
  shown.said = vim.tbl_map(short, said)
  if #vim.fn.getqflist() > 0 then
    shown.window = vim.bo.buftype
    shown.title = vim.fn.getqflist({ title = 1 }).title
    shown.list = listed()
    if step.open then
      vim.cmd('cc ' .. step.open)
      shown.place = driving.here()
      shown.line = vim.api.nvim_get_current_line()
    end
    vim.cmd('cclose')
  elseif vim.api.nvim_get_current_buf() ~= buffer then
    shown.text = vim.tbl_map(short, vim.api.nvim_buf_get_lines(0, 0, -1, false))
    shown.filetype = vim.bo.filetype
    vim.cmd('bwipeout!')
  end
  shown.clients = #driving.clients()
  return shown
end

local function drive()
  for _, step in ipairs(vim.fn.json_decode(vim.env.CODEGRAPH_STEPS)) do
    local shown = take(step)
    -- An empty table would be written as a list.
    table.insert(seen.steps, next(shown) and shown or vim.empty_dict())
  end
end

driving.run(seen, drive)
