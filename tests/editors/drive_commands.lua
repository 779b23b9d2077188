-- Runs `:CodeGraph` as a person types it, and writes what the quickfix list then shows to
-- $CODEGRAPH_SEEN as JSON.
local seen = { notifications = {} }
vim.notify = function(text) table.insert(seen.notifications, text) end

local function clients()
  return vim.lsp.get_clients and vim.lsp.get_clients() or vim.lsp.get_active_clients()
end

local function wait(what, condition)
  if not vim.wait(60000, condition, 20) then
    error('waited too long for ' .. what)
  end
end

local function listed()
  local found = {}
  for _, item in ipairs(vim.fn.getqflist()) do
    local name = vim.fn.fnamemodify(vim.fn.bufname(item.bufnr), ':t')
    table.insert(found, string.format('%s:%d:%d %s', name, item.lnum, item.col, item.text))
  end
  return found
end

local function drive()
  seen.commands = vim.fn.getcompletion('CodeGraph ', 'cmdline')
  seen.words = vim.fn.getcompletion('CodeGraph search re', 'cmdline')
  vim.cmd('CodeGraph nonsense')
  wait('the server', function()
    local it = clients()[1]
    return it and it.initialized ~= false and vim.lsp.buf_is_attached(0, it.id)
  end)
  vim.cmd('CodeGraph search where are failed uploads retried')
  wait('the quickfix list', function() return #vim.fn.getqflist() > 0 end)
  seen.title = vim.fn.getqflist({ title = 1 }).title
  seen.window = vim.bo.buftype
  seen.found = listed()
  -- With return one is at the place.
  vim.cmd('cfirst')
  local cursor = vim.api.nvim_win_get_cursor(0)
  seen.place = string.format('%s:%d:%d', vim.fn.expand('%:t'), cursor[1], cursor[2] + 1)
  -- The cursor is on the method that was found.
  vim.cmd('CodeGraph impact')
  wait('what is reached', function()
    return vim.fn.getqflist({ title = 1 }).title ~= seen.title
  end)
  seen.reached_title = vim.fn.getqflist({ title = 1 }).title
  seen.reached = listed()
  vim.cmd('cclose')
  vim.cmd('CodeGraph related')
  wait('what is related', function()
    return vim.fn.getqflist({ title = 1 }).title ~= seen.reached_title
  end)
  seen.related_title = vim.fn.getqflist({ title = 1 }).title
  seen.related = listed()
  vim.cmd('cclose')
  vim.cmd('CodeGraph overview symbols files')
  wait('the overview', function()
    return vim.fn.getqflist({ title = 1 }).title ~= seen.related_title
  end)
  seen.overview_title = vim.fn.getqflist({ title = 1 }).title
  seen.overview = listed()
  vim.cmd('cclose')
  vim.cmd('CodeGraph dead *.py')
  wait('dead code', function()
    return vim.fn.getqflist({ title = 1 }).title ~= seen.overview_title
  end)
  seen.dead_title = vim.fn.getqflist({ title = 1 }).title
  seen.dead = listed()
  vim.cmd('cclose')
  vim.cmd('CodeGraph context again')
  wait('what to read', function() return vim.bo.filetype == 'markdown' end)
  seen.context = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  vim.cmd('help codegraph')
  seen.help = vim.fn.expand('%:t')

  local it = clients()[1]
  it.stop(it)
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
