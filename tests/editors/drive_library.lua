-- Goes from the use of a library's function in a headless Neovim to its definition, in a file outside
-- of the root, and on from there. What is then seen is written to $CODEGRAPH_SEEN as JSON.
local driving = dofile(debug.getinfo(1, 'S').source:match('^@(.*/)') .. 'driving.lua')
local seen = { places = {} }

local function drive()
  vim.cmd('silent edit main.py')
  vim.api.nvim_win_set_cursor(0, { 2, 7 })
  for _, at in ipairs({ { 3, 14 }, {} }) do
    driving.wait('the server', driving.served)
    local before = vim.api.nvim_get_current_buf()
    vim.lsp.buf.definition()
    driving.wait('a definition', function() return vim.api.nvim_get_current_buf() ~= before end)
    table.insert(seen.places, driving.here())
    if at[1] then
      vim.api.nvim_win_set_cursor(0, at)
    end
  end
  seen.clients = #driving.clients()
end

driving.run(seen, drive)
