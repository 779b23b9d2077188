-- `:CodeGraph history [file]` and `:CodeGraph diff [REVISION]`: what was, beside what is. Entries of
-- the quickfix list open the versions that they speak of.
local asking = require('codegraph.asking')
local showing = require('codegraph.showing')
local versions = require('codegraph.versions')

local M = {}

-- The commits that changed the symbol under the cursor, or with "file" the current file.
M.history = {
  run = function(words)
    local whole = words[1] == 'file'
    if words[1] and not whole then
      return showing.say('history is of the symbol under the cursor, or with "file" of the file')
    end
    local name = whole and vim.fn.expand('%:t') or vim.fn.expand('<cword>')
    local params = whole and asking.about_file() or asking.about_position()
    asking.ask('codegraph/history', params, function(result)
      if not result or #result.results == 0 then
        return showing.say('no commit changed "' .. name .. '"' .. showing.because(result))
      end
      local root = versions.root(result.summary.uri, result.summary.path)
      local items = {}
      for _, each in ipairs(result.results) do
        -- What a commit took away is in the one before it.
        local revision = each.commit .. (each.change == 'removed' and '~1' or '')
        local what = each.change .. (each.was and (' from ' .. each.was) or '')
        table.insert(items, {
          filename = versions.name(root, revision, each.path),
          lnum = (each.line or 0) + 1,
          module = each.commit:sub(1, 10),
          text = os.date('%Y-%m-%d', each.time) .. '  ' .. each.author .. '  ' .. what .. ': ' .. each.subject,
        })
      end
      showing.list('history of ' .. name, items)
    end)
  end,
  complete = function(_, before) return #before == 0 and { 'file' } or {} end,
}

-- What is different since a revision, symbol by symbol.
M.diff = {
  run = function(words)
    local since = words[1] or 'HEAD'
    asking.ask('codegraph/diff', asking.about_file({ since = since }), function(result)
      if not result or #result.results == 0 then
        return showing.say(result and result.reason or ('nothing is different since ' .. since))
      end
      local items = {}
      for _, each in ipairs(result.results) do
        local file = vim.uri_to_fname(each.uri)
        if each.change == 'removed' then
          file = versions.name(versions.root(each.uri, each.path), since, each.path)
        end
        local text = each.change .. ' ' .. each.qualified .. (each.was and (', was ' .. each.was) or '')
          .. (each.members and each.members > 0 and (', and ' .. each.members .. ' in it') or '')
          .. (each.breaks and ' (may break who uses it)' or '')
        table.insert(items, { filename = file, lnum = (each.line or 0) + 1, text = text })
      end
      showing.list('different since ' .. since, items)
    end)
  end,
  complete = function(_, before)
    if #before > 0 then
      return {}
    end
    local named = vim.fn.systemlist({ 'git', 'for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/tags' })
    return vim.v.shell_error == 0 and vim.list_extend({ 'HEAD' }, named) or { 'HEAD' }
  end,
}

return M
