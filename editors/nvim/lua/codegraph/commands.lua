-- What `:CodeGraph` can do: each entry asks one question of the server and shows the answer, mostly
-- in the quickfix list. `complete`, where there is one, gets what is typed of a word and the words
-- before it, and says what may be meant.
--
-- Belongs here: the commands. What the questions are is said by the server (docs/lsp.md).
local asking = require('codegraph.asking')
local history = require('codegraph.history')
local session = require('codegraph.session')
local showing = require('codegraph.showing')

local M = {}

local ask, say = asking.ask, showing.say

-- Ask and list what comes: each result with what `why` says of it, and behind it what belongs to it,
-- with what `why_inner` says.  `nothing` is said if nothing comes.
local function ask_and_list(method, params, title, nothing, why, why_inner)
  ask(method, params, function(result, it)
    local items = {}
    for _, each in ipairs(result and result.results or {}) do
      table.insert(items, showing.entry(each, it.offset_encoding, why(each)))
      for _, inner in ipairs(why_inner and each.targets or {}) do
        local item = showing.entry(inner, it.offset_encoding, why_inner(inner))
        item.text = '    ' .. item.text
        table.insert(items, item)
      end
    end
    if #items == 0 then
      return say(nothing .. showing.because(result))
    end
    showing.list(title, items)
  end)
end

-- Ask about the symbol under the cursor and list what comes, each with what `why` says of it.
local function about_symbol(method, what, nothing, why)
  local name = vim.fn.expand('<cword>')
  ask_and_list(method, asking.about_position(), what .. ' ' .. name, nothing .. ' "' .. name .. '"', why)
end

-- What is sure is not worth a word.
local function unsure(each)
  return each.tier == 'certain' and '' or ', ' .. each.tier
end

-- Run `go` with the words, or with what is answered to `prompt` if there are none.
local function with_words(words, prompt, go)
  local function given(text)
    if text and vim.trim(text) ~= '' then
      go(vim.trim(text))
    end
  end
  if #words > 0 then
    return given(table.concat(words, ' '))
  end
  vim.ui.input({ prompt = prompt }, given)
end

-- Completion that offers each word once.
local function once(offered)
  return function(_, before)
    return vim.tbl_filter(function(each) return not vim.tbl_contains(before, each) end, offered)
  end
end

-- Completion by names of symbols of the repository, which the server finds by what is typed.
local function symbols(typed)
  if typed == '' then
    return {}
  end
  local found = asking.ask_now('workspace/symbol', { query = typed }, 1000) or {}
  local seen, named = {}, {}
  for _, each in ipairs(found) do
    if not seen[each.name] and vim.startswith(each.name, typed) then
      seen[each.name] = true
      table.insert(named, each.name)
    end
  end
  return named
end

-- Completion by paths, which stand for patterns below the root.
local function paths(typed)
  return vim.fn.getcompletion(typed, 'file')
end

-- `:CodeGraph search where are failed uploads retried`
M.search = {
  run = function(words)
    with_words(words, 'Search: ', function(query)
      ask_and_list('codegraph/search', { query = query, limit = 50 }, query,
        'nothing found for "' .. query .. '"', function(each) return each.why end)
    end)
  end,
}

-- `:CodeGraph impact` of the symbol under the cursor; the nearest come first.
M.impact = {
  run = function()
    about_symbol('codegraph/impact', 'impact of', 'nothing is reached by a change of', function(each)
      return each.distance .. ': ' .. each.use .. ' ' .. each.through
        .. (each.test and ', a test' or '') .. unsure(each)
    end)
  end,
}

-- `:CodeGraph related`: what to look at next from the symbol under the cursor.
M.related = {
  run = function()
    about_symbol('codegraph/related', 'related to', 'nothing is related to', function(each)
      return table.concat(each.reasons, '; ')
    end)
  end,
}

-- The quickfix entries of a graph around what was asked about: each symbol with the calls that lead
-- one step nearer. Who calls stands at the line of the call, who is called at the definition.
local function neighbours(graph, encoding)
  local by_key, edges_of, items = {}, {}, {}
  for _, each in ipairs(graph.results) do
    by_key[each.key] = each
  end
  for _, edge in ipairs(graph.edges) do
    local source, target = by_key[edge.source], by_key[edge.target]
    local further = source.distance > target.distance and edge.source
      or target.distance > source.distance and edge.target
    if further then
      edges_of[further] = edges_of[further] or {}
      table.insert(edges_of[further], edge)
    end
  end
  for _, each in ipairs(graph.results) do
    for _, edge in ipairs(edges_of[each.key] or {}) do
      local calls = edge.source == each.key
      local why = calls and (edge.use .. ' ' .. by_key[edge.target].name)
        or (by_key[edge.source].name .. ' ' .. edge.use .. ' it')
      local item = showing.entry(each, encoding,
        each.distance .. ': ' .. why .. (each.test and ', a test' or '') .. unsure(edge))
      if calls and edge.line then
        item.lnum, item.col = edge.line + 1, 0
      end
      table.insert(items, item)
    end
  end
  return items
end

-- A command that lists the calls around the symbol under the cursor in one direction, or in both.
local function calls(direction, what, nothing)
  return {
    run = function(words)
      local depth = words[1] and tonumber(words[1]) or 1
      if not depth or depth < 1 or depth ~= math.floor(depth) then
        return say('how many steps is meant by "' .. words[1] .. '"?')
      end
      local name = vim.fn.expand('<cword>')
      local params = asking.about_position({ direction = direction, depth = depth })
      ask('codegraph/callGraph', params, function(graph, it)
        local items = graph and neighbours(graph, it.offset_encoding) or {}
        if #items == 0 then
          return say(nothing .. ' "' .. name .. '"' .. showing.because(graph))
        end
        showing.list(what .. ' ' .. name, items)
      end)
    end,
    complete = function(_, before) return #before == 0 and { '1', '2', '3', '4', '5' } or {} end,
  }
end

-- `:CodeGraph callers 2`: who calls the symbol under the cursor, and who calls those.
M.callers = calls('callers', 'callers of', 'nothing calls')

-- `:CodeGraph callees`: what the symbol under the cursor calls.
M.callees = calls('callees', 'callees of', 'nothing is called by')

-- `:CodeGraph graph`: both.
M.graph = calls('both', 'calls around', 'there are no calls around')

-- `:CodeGraph path save_all`: how calls lead from the symbol under the cursor to another one.
M.path = {
  run = function(words)
    local name = vim.fn.expand('<cword>')
    local params = asking.about_position()
    with_words(words, 'Path to: ', function(to)
      ask('codegraph/paths', vim.tbl_extend('error', params, { to = { symbol = to } }), function(result, it)
        local items = {}
        for number, each in ipairs(result and result.results or {}) do
          local why = each.distance == 0 and ('way ' .. each.route + 1)
            or (each.through .. ' ' .. each.use .. ' it' .. unsure(each))
          local item = showing.entry(each, it.offset_encoding, why)
          item.text = string.rep('  ', each.distance) .. item.text
          table.insert(items, item)
          -- A step is followed from where it is called, in the file of the step before.
          if each.line then
            local before = showing.entry(result.results[number - 1], it.offset_encoding)
            item.filename, item.lnum, item.col = before.filename, each.line + 1, 0
          end
        end
        if #items == 0 then
          return say('no calls lead from "' .. name .. '" to "' .. to .. '"' .. showing.because(result))
        end
        showing.list('path from ' .. name .. ' to ' .. to, items)
      end)
    end)
  end,
  complete = function(typed, before) return #before == 0 and symbols(typed) or {} end,
}

-- `:CodeGraph context [WORDS]`: what one has to read to know of the words, or of the symbol under
-- the cursor, as Markdown in a window of its own.
M.context = {
  run = function(words)
    local params = asking.about_position()
    if #words > 0 then
      params = { query = table.concat(words, ' '), textDocument = params.textDocument }
    end
    ask('codegraph/context', params, function(result)
      if not result or (result.markdown or '') == '' then
        return say('there is nothing to read' .. showing.because(result))
      end
      showing.window(vim.split(vim.trim(result.markdown), '\n'), 'markdown')
    end)
  end,
}

-- What an overview says of a row, in a few words.
local function told(each)
  local measured = each.measured or {}
  local parts = { measured.name or each.why }
  if each.score then
    table.insert(parts, string.format('%.2f %%', 100 * each.score))
  end
  if measured.users then
    table.insert(parts, 'used by ' .. measured.users)
  end
  if measured.size then
    table.insert(parts, measured.size .. ' in it')
  end
  if each.repeated then
    table.insert(parts, each.repeated .. ' lines repeated')
  elseif each.reason then
    table.insert(parts, each.size .. ' lines, ' .. each.reason)
  end
  if measured.commits then
    table.insert(parts, measured.commits .. ' commits')
  end
  return table.concat(parts, ', ')
end

-- `:CodeGraph overview import-cycles`: what is central, what hangs together, where trouble is
-- likely; some sections, or all of them. What belongs to a row follows it.
M.overview = {
  run = function(sections)
    ask_and_list('codegraph/overview', asking.about_file(#sections > 0 and { sections = sections } or {}),
      'overview ' .. table.concat(sections, ' '), 'there is nothing to tell',
      function(each) return each.section .. ': ' .. told(each) end,
      function(step)
        return step.measured and step.measured.to and ('imports ' .. step.measured.to) or step.use
      end)
  end,
  complete = once({ 'call-cycles', 'communities', 'dead', 'duplicates', 'file-bridges', 'files',
    'hotspots', 'import-cycles', 'rules', 'symbol-bridges', 'symbols' }),
}

local dead_because = { unused = 'nothing uses it', dead = 'only dead code uses it', tests = 'only tests use it' }

-- `:CodeGraph dead [PATTERN...]`: what nothing needs, in the files that match.
M.dead = {
  run = function(patterns)
    ask_and_list('codegraph/deadCode', asking.about_file(#patterns > 0 and { paths = patterns } or {}),
      'dead code', 'no dead code was found', function(each) return dead_because[each.reason] end)
  end,
  complete = paths,
}

-- `:CodeGraph duplicates [PATTERN...]`: functions that are nearly the same, group by group.
M.duplicates = {
  run = function(patterns)
    ask_and_list('codegraph/duplicates', asking.about_file(#patterns > 0 and { paths = patterns } or {}),
      'duplicates', 'no functions are nearly the same',
      function(each)
        return each.copies .. ' functions, ' .. each.repeated .. ' lines repeated'
      end,
      function() return nil end)
  end,
  complete = paths,
}

M.history, M.diff = history.history, history.diff
M.status, M.restart = session.status, session.restart

return M
