-- How answers are shown: messages, the quickfix list, a window with text.
--
-- Belongs here: everything that puts something on the screen. Stays out: asking (`asking`).
local M = {}

function M.say(text)
  vim.notify('CodeGraph: ' .. text, vim.log.levels.WARN)
end

function M.tell(text)
  vim.notify('CodeGraph: ' .. text, vim.log.levels.INFO)
end

-- Say in the line of messages for what one waits; nil takes that away. It is no notification, which
-- some keep and show in windows.
function M.waiting(what)
  vim.api.nvim_echo({ { what and ('CodeGraph: ' .. what .. ' …') or '' } }, false, {})
end

-- A reason why something is missing, to be put behind a sentence.
function M.because(answer)
  local reason = answer and answer.reason
  return reason and reason ~= '' and (': ' .. reason) or ''
end

-- Fill the quickfix list and open it.
function M.list(title, items)
  vim.fn.setqflist({}, ' ', { title = 'CodeGraph: ' .. title, items = items })
  vim.cmd('botright copen')
end

-- One result as an entry of the quickfix list: what it is, and in parentheses why it is there.
function M.entry(result, encoding, why)
  local text = result.containerName and result.containerName ~= ''
    and (result.containerName .. ' › ' .. result.name) or result.name
  if why and why ~= '' then
    text = text .. '  (' .. why .. ')'
  end
  local item = vim.lsp.util.locations_to_items({ result.location }, encoding)[1]
  return { filename = item.filename, lnum = item.lnum, col = item.col, text = text }
end

-- Lines in a window of their own.
function M.window(lines, filetype)
  vim.cmd('botright new')
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].buftype, vim.bo[buffer].bufhidden, vim.bo[buffer].swapfile = 'nofile', 'wipe', false
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable, vim.bo[buffer].filetype = false, filetype
end

return M
