-- Does in a headless Neovim what a person does with keys, and writes what they would then see to
-- $CODEGRAPH_SEEN as JSON. The file is open and the cursor stands on a use of `helper`.
local driving = dofile(debug.getinfo(1, 'S').source:match('^@(.*/)') .. 'driving.lua')
local seen = { notifications = {} }
vim.notify = function(text) table.insert(seen.notifications, text) end

local function quickfix()
  local list = {}
  for _, item in ipairs(vim.fn.getqflist()) do
    local name = vim.fn.fnamemodify(vim.fn.bufname(item.bufnr), ':t')
    table.insert(list, string.format('%s:%d:%d %s', name, item.lnum, item.col, item.text))
  end
  return list
end

local function drive()
  driving.wait('the server', function()
    local it = driving.served()
    return it and it.server_capabilities.definitionProvider
  end)
  local start = vim.api.nvim_win_get_cursor(0)
  local here = vim.api.nvim_get_current_buf()

  vim.lsp.buf.definition()
  driving.wait('the definition', function() return vim.api.nvim_get_current_buf() ~= here end)
  seen.definition = driving.here()

  vim.api.nvim_set_current_buf(here)
  vim.api.nvim_win_set_cursor(0, start)
  vim.fn.setqflist({}, 'r')
  vim.lsp.buf.references()
  driving.wait('references', function() return #vim.fn.getqflist() > 0 end)
  seen.references = quickfix()
  -- The list has opened a window and stands in it; a person goes back to the text.
  vim.cmd('cclose')

  vim.fn.setqflist({}, 'r')
  vim.lsp.buf.workspace_symbol('Help')
  driving.wait('workspace symbols', function() return #vim.fn.getqflist() > 0 end)
  seen.symbols = quickfix()
end

driving.run(seen, drive)
