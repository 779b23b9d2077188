-- The language server for versions of Neovim without `vim.lsp.enable` (before 0.11), by the same
-- configuration: `lsp/codegraph.lua`.
--
-- Belongs here: finding the root, and one client for each. Works with Neovim 0.7 and newer.
local asking = require('codegraph.asking')

local M = {}

-- The nearest folder above `file` with the first of the markers that is found at all.
local function root_of(file, markers)
  for _, marker in ipairs(markers) do
    local folder = vim.fn.fnamemodify(file, ':p:h')
    while true do
      if vim.loop.fs_stat(folder .. '/' .. marker) then
        return folder
      end
      local above = vim.fn.fnamemodify(folder, ':h')
      if above == folder then
        break
      end
      folder = above
    end
  end
  return nil
end

-- The client of each root, where Neovim itself does not look for one that runs.
local started = {}

-- A configuration whose settings the server is told of: Neovim does that itself since 0.8.
local function with_settings(config)
  local on_init = config.on_init
  return vim.tbl_extend('force', config, {
    on_init = function(client, ...)
      if config.settings then
        client.notify('workspace/didChangeConfiguration', { settings = config.settings })
      end
      return on_init and on_init(client, ...)
    end,
  })
end

-- Let the server of this configuration, whose `root_dir` is known, serve a buffer. One that runs
-- for the root already is taken.
function M.attach(config, buffer)
  if vim.lsp.start then
    return vim.api.nvim_buf_call(buffer, function() vim.lsp.start(config, { bufnr = buffer }) end)
  end
  local id = started[config.root_dir]
  if not id or not vim.lsp.get_client_by_id(id) then
    id = vim.lsp.start_client(with_settings(config))
    started[config.root_dir] = id
  end
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
end

-- Start the server with the first file of each root, now and from now on. `changes` are laid over
-- the configuration.
function M.setup(changes)
  if vim.lsp.enable then
    vim.lsp.config('codegraph', changes or {})
    return vim.lsp.enable('codegraph')
  end
  local file = vim.api.nvim_get_runtime_file('lsp/codegraph.lua', false)[1]
  local config = vim.tbl_deep_extend('force', { name = 'codegraph' }, dofile(file), changes or {})
  local function serve(buffer)
    local name = vim.api.nvim_buf_get_name(buffer)
    local served = vim.tbl_contains(config.filetypes, vim.bo[buffer].filetype)
    if not served or name == '' or vim.bo[buffer].buftype ~= '' then
      return
    end
    local root = root_of(name, config.root_markers)
    if root then
      return M.attach(vim.tbl_extend('force', config, { root_dir = root }), buffer)
    end
    -- Without a root there is nothing to index; but a library's file is known to the server that
    -- led there.
    local from = vim.fn.bufnr('#')
    for _, client in ipairs(asking.clients()) do
      if vim.lsp.buf_is_attached(from, client.id) then
        vim.lsp.buf_attach_client(buffer, client.id)
      end
    end
  end
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('codegraph', {}),
    pattern = config.filetypes,
    callback = function(event) serve(event.buf) end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) then
      serve(buffer)
    end
  end
end

return M
