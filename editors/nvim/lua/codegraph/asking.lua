-- Questions to the language server of the current buffer.
--
-- Belongs here: which client is asked, and how. Stays out: what is asked (`commands`), and how an
-- answer is shown (`showing`). Works with Neovim 0.7 and newer.
local showing = require('codegraph.showing')

local M = {}

-- All clients of that name, by whatever this version of Neovim calls it.
function M.clients()
  if vim.lsp.get_clients then
    return vim.lsp.get_clients({ name = 'codegraph' })
  end
  return vim.tbl_filter(function(it) return it.name == 'codegraph' end, vim.lsp.get_active_clients())
end

-- The client that serves the current buffer, else any that runs.
function M.client()
  local all = M.clients()
  for _, it in ipairs(all) do
    if vim.lsp.buf_is_attached(0, it.id) then
      return it
    end
  end
  return all[1]
end

-- The client, or nil after having said that there is none.
function M.client_or_say()
  local it = M.client()
  if not it then
    showing.say('the language server is not running; open a file of the project first')
  end
  return it
end

-- Newer clients are objects with methods; `buf_request` would ask every server there is.
local has_methods = vim.fn.has('nvim-0.11') == 1

-- The commands that are not called as what they ask.
local COMMANDS = { callGraph = 'calls', deadCode = 'dead', paths = 'path' }

-- What one waits for while a method of the server answers.
local function waited_for(method)
  local name = method:match('[^/]+$')
  return COMMANDS[name] or name
end

-- Ask, and hand what came and the client to `show`. An answer that a newer question overtook is
-- not shown.
local asked = 0
function M.ask(method, params, show)
  local it = M.client_or_say()
  if not it then
    return
  end
  asked = asked + 1
  local number = asked
  local function answered(problem, result)
    if number ~= asked then
      return
    end
    showing.waiting(nil)
    if problem then
      return showing.say(problem.message)
    end
    show(result, it)
  end
  showing.waiting(waited_for(method))
  if has_methods then
    it:request(method, params, answered, 0)
  else
    it.request(method, params, answered, 0)
  end
end

-- Ask and wait so many milliseconds for the result; nil if there is none by then. For completion,
-- which must have its answer at once, and says nothing.
function M.ask_now(method, params, milliseconds)
  local it = M.client()
  if not it then
    return nil
  end
  local answer
  if has_methods then
    answer = it:request_sync(method, params, milliseconds, 0)
  else
    answer = it.request_sync(method, params, milliseconds, 0)
  end
  return answer and answer.result
end

-- The parameters of a question about the place of the cursor.
function M.about_position(more)
  local it = M.client()
  local params = it and vim.lsp.util.make_position_params(0, it.offset_encoding) or {}
  return vim.tbl_extend('error', params, more or {})
end

-- The parameters of a question about the current file, or all of the root that it is in.
function M.about_file(more)
  return vim.tbl_extend('error', { textDocument = vim.lsp.util.make_text_document_params(0) }, more or {})
end

return M
