-- What `:CodeGraph` can do: each entry of `commands` asks one question of the server and shows the
-- answer in the quickfix list. Works with Neovim 0.7 and newer.
--
-- Belongs here: asking and showing. What the questions are is said by the server (docs/lsp.md).
local M = {}

local function say(text)
  vim.notify('CodeGraph: ' .. text, vim.log.levels.WARN)
end

-- The client that serves the current buffer, else any that runs.
local function client()
  local all = vim.lsp.get_clients and vim.lsp.get_clients({ name = 'codegraph' })
    or vim.tbl_filter(function(it) return it.name == 'codegraph' end, vim.lsp.get_active_clients())
  for _, it in ipairs(all) do
    if vim.lsp.buf_is_attached(0, it.id) then
      return it
    end
  end
  return all[1]
end

-- Ask, and hand what came to `show`. An answer that a newer question overtook is not shown.
local asked = 0
local function ask(method, params, show)
  local it = client()
  if not it then
    return say('the language server is not running; open a file of the project first')
  end
  asked = asked + 1
  local number = asked
  local function answered(problem, result)
    if number ~= asked then
      return
    end
    if problem then
      return say(problem.message)
    end
    show(result, it)
  end
  -- Newer clients are objects with methods; `buf_request` would ask every server there is.
  if vim.fn.has('nvim-0.11') == 1 then
    it:request(method, params, answered, 0)
  else
    it.request(method, params, answered, 0)
  end
end

-- Fill the quickfix list and open it.
local function list(title, items)
  vim.fn.setqflist({}, ' ', { title = title, items = items })
  vim.cmd('botright copen')
end

-- One result of a search as an entry of the quickfix list: what it is, and why it is there.
local function entry(result, encoding)
  local location = result.location
  local text = result.containerName and result.containerName ~= ''
    and (result.containerName .. ' › ' .. result.name) or result.name
  if result.why and result.why ~= '' then
    text = text .. '  (' .. result.why .. ')'
  end
  local item = vim.lsp.util.locations_to_items({ location }, encoding)[1]
  return { filename = item.filename, lnum = item.lnum, col = item.col, text = text }
end

M.commands = {}

-- `:CodeGraph search where are failed uploads retried`
function M.commands.search(words)
  local function go(query)
    if not query or vim.trim(query) == '' then
      return
    end
    ask('codegraph/search', { query = query, limit = 50 }, function(result, it)
      local items = {}
      for _, each in ipairs(result.results) do
        table.insert(items, entry(each, it.offset_encoding))
      end
      if #items == 0 then
        return say('nothing found for "' .. query .. '"' .. (result.reason and (': ' .. result.reason) or ''))
      end
      list('CodeGraph: ' .. query, items)
    end)
  end
  if #words > 0 then
    return go(table.concat(words, ' '))
  end
  vim.ui.input({ prompt = 'Search: ' }, go)
end

-- Ask and list what comes: each result with what `why` says of it, and behind it what belongs to it,
-- with what `why_inner` says.  `nothing` is said if nothing comes.
local function ask_and_list(method, params, title, nothing, why, why_inner)
  ask(method, params, function(result, it)
    local items = {}
    for _, each in ipairs(result and result.results or {}) do
      each.why = why(each)
      table.insert(items, entry(each, it.offset_encoding))
      for _, inner in ipairs(why_inner and each.targets or {}) do
        inner.why = why_inner(inner)
        local item = entry(inner, it.offset_encoding)
        item.text = '    ' .. item.text
        table.insert(items, item)
      end
    end
    if #items == 0 then
      local reason = result and result.reason
      return say(nothing .. (reason and (': ' .. reason) or ''))
    end
    list('CodeGraph: ' .. title, items)
  end)
end

-- The parameters of a question about all of the root that the current buffer is in.
local function about_root(more)
  return vim.tbl_extend('error', { textDocument = vim.lsp.util.make_text_document_params(0) }, more)
end

-- Ask about the symbol under the cursor and list what comes, each with what `why` says of it.
local function about_symbol(method, what, nothing, why)
  local name = vim.fn.expand('<cword>')
  local it = client()
  local params = it and vim.lsp.util.make_position_params(0, it.offset_encoding) or {}
  ask_and_list(method, params, what .. ' ' .. name, nothing .. ' "' .. name .. '"', why)
end

-- `:CodeGraph impact` of the symbol under the cursor; the nearest come first.
function M.commands.impact()
  about_symbol('codegraph/impact', 'impact of', 'nothing is reached by a change of', function(each)
    return each.distance .. ': ' .. each.use .. ' ' .. each.through
      .. (each.test and ', a test' or '')
      .. (each.tier == 'certain' and '' or ', ' .. each.tier)
  end)
end

-- `:CodeGraph related`: what to look at next from the symbol under the cursor.
function M.commands.related()
  about_symbol('codegraph/related', 'related to', 'nothing is related to', function(each)
    return table.concat(each.reasons, '; ')
  end)
end

-- `:CodeGraph context [WORDS]`: what one has to read to know of the words, or of the symbol under
-- the cursor, as Markdown in a window of its own.
function M.commands.context(words)
  local query = table.concat(words, ' ')
  local it = client()
  local params = it and vim.lsp.util.make_position_params(0, it.offset_encoding) or {}
  if query ~= '' then
    params = { query = query, textDocument = params.textDocument }
  end
  ask('codegraph/context', params, function(result)
    if not result or (result.markdown or '') == '' then
      local reason = result and result.reason
      return say('there is nothing to read' .. (reason and (': ' .. reason) or ''))
    end
    vim.cmd('botright new')
    local buffer = vim.api.nvim_get_current_buf()
    vim.bo[buffer].buftype, vim.bo[buffer].bufhidden, vim.bo[buffer].swapfile = 'nofile', 'wipe', false
    vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(vim.trim(result.markdown), '\n'))
    vim.bo[buffer].modifiable, vim.bo[buffer].filetype = false, 'markdown'
  end)
end

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
function M.commands.overview(sections)
  ask_and_list('codegraph/overview', about_root(#sections > 0 and { sections = sections } or {}),
    'overview ' .. table.concat(sections, ' '), 'there is nothing to tell',
    function(each) return each.section .. ': ' .. told(each) end,
    function(step)
      return step.measured and step.measured.to and ('imports ' .. step.measured.to) or step.use
    end)
end

local dead_because = { unused = 'nothing uses it', dead = 'only dead code uses it', tests = 'only tests use it' }

-- `:CodeGraph dead [PATTERN...]`: what nothing needs, in the files that match.
function M.commands.dead(patterns)
  ask_and_list('codegraph/deadCode', about_root(#patterns > 0 and { paths = patterns } or {}),
    'dead code', 'no dead code was found', function(each) return dead_because[each.reason] end)
end

-- `:CodeGraph duplicates [PATTERN...]`: functions that are nearly the same, group by group.
function M.commands.duplicates(patterns)
  ask_and_list('codegraph/duplicates', about_root(#patterns > 0 and { paths = patterns } or {}),
    'duplicates', 'no functions are nearly the same',
    function(each)
      return each.copies .. ' functions, ' .. each.repeated .. ' lines repeated'
    end,
    function() return nil end)
end

function M.run(words)
  local name = words[1] or 'search'
  local command = M.commands[name]
  if not command then
    local known = vim.tbl_keys(M.commands)
    table.sort(known)
    return say('no command "' .. name .. '"; there is: ' .. table.concat(known, ', '))
  end
  command(vim.list_slice(words, 2))
end

function M.complete(typed, line)
  -- Only the first word is a command; what follows is for the server.
  if line:match('^%S+%s+%S+%s') then
    return {}
  end
  local found = vim.tbl_filter(function(name) return vim.startswith(name, typed) end,
    vim.tbl_keys(M.commands))
  table.sort(found)
  return found
end

return M
