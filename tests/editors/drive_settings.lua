-- Options of the server among the settings of Neovim, one of which it does not know, at the start and
-- changed later; diagnostics that it is asked for; a report. `said` has what it logs.
local driving = dofile(debug.getinfo(1, 'S').source:match('^@(.*/)') .. 'driving.lua')
local seen = { said = {} }

local function said(word)
  return function()
    for _, line in ipairs(seen.said) do
      if line:find(word, 1, true) then
        return true
      end
    end
    return false
  end
end

local function request(client, ...)
  if vim.fn.has('nvim-0.11') == 1 then return client:request(...) end
  return client.request(...)
end

vim.lsp.handlers['window/logMessage'] = function(_, params)
  table.insert(seen.said, params.message)
end

driving.run(seen, function()
  driving.wait('the server', function() return driving.served() end)
  local client = driving.served()
  driving.wait('the first settings', said('colour'), seen.said)
  client.config.settings.codegraph.server = { taste = 1 }
  client.settings = client.config.settings
  local changed = { settings = client.config.settings }
  if vim.fn.has('nvim-0.11') == 1 then
    client:notify('workspace/didChangeConfiguration', changed)
  else
    client.notify('workspace/didChangeConfiguration', changed)
  end
  driving.wait('the changed settings', said('taste'), seen.said)
  local report
  request(client, 'workspace/textDocumentContent', { uri = 'codegraph:/status' },
    function(_, result) report = result end)
  driving.wait('the report', function() return report end)
  seen.report = report.text
  if vim.fn.has('nvim-0.11') == 1 then
    driving.wait('diagnostics', function() return #vim.diagnostic.get(0) > 0 end)
    seen.diagnostics = vim.tbl_map(function(each) return each.message end, vim.diagnostic.get(0))
  end
end)
