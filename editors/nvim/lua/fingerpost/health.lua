local M = {}

local function program()
  local name = require('fingerpost').program()
  local path = vim.fn.exepath(name)
  if path == '' then
    vim.health.error(('`%s` is not an executable on the PATH'):format(name), {
      'Install it: cargo install --locked --path . in the repository of Fingerpost',
      "Or name it: vim.lsp.config('fingerpost', { cmd = { '/path/to/fingerpost', 'server' } })",
    })
    return
  end
  local started, process = pcall(vim.system, { path, '--version' }, { text = true, timeout = 5000 })
  local result = started and process:wait()
  if result and result.code == 0 and vim.startswith(result.stdout, 'fingerpost ') then
    vim.health.ok(('%s at `%s`'):format(vim.trim(result.stdout), path))
  else
    vim.health.error(('`%s --version` does not answer like Fingerpost'):format(path), {
      result and vim.trim((result.stdout or '') .. (result.stderr or '')) or tostring(process),
    })
  end
end

local function configuration()
  local config = vim.lsp.config.fingerpost
  if not config or not config.cmd then
    vim.health.error("There is no configuration 'fingerpost' for vim.lsp", {
      'Put the folder editors/nvim on the runtimepath, or call vim.lsp.config() as in :help fingerpost-configuration',
    })
    return
  end
  local files = vim.api.nvim_get_runtime_file('lsp/fingerpost.lua', true)
  vim.health.ok('Configuration found' .. (files[1] and (': `%s`'):format(files[1]) or ''))
  if #files > 1 then
    vim.health.warn('There is more than one lsp/fingerpost.lua; they are merged', files)
  end
end

local function clients()
  local running = vim.lsp.get_clients({ name = 'fingerpost' })
  if #running == 0 then
    vim.health.warn('No client is running', {
      "Call vim.lsp.enable('fingerpost') and open a Markdown file",
      ':Fingerpost log shows what the server said, if it was started and ended',
    })
    return
  end
  for _, client in ipairs(running) do
    vim.health.ok(('Client %d is attached to %d buffer(s), root `%s`'):format(
      client.id,
      vim.tbl_count(client.attached_buffers),
      client.root_dir or 'none'
    ))
    local mixed = {}
    for buffer in pairs(client.attached_buffers) do
      for _, other in ipairs(vim.lsp.get_clients({ bufnr = buffer })) do
        if other.offset_encoding ~= client.offset_encoding then
          mixed[other.name] = other.offset_encoding
        end
      end
    end
    if next(mixed) then
      local others = {}
      for name, encoding in vim.spairs(mixed) do
        others[#others + 1] = ('%s uses %s'):format(name, encoding)
      end
      vim.health.warn(('Position encoding: %s, but %s'):format(client.offset_encoding, table.concat(others, ', ')), {
        'See :help fingerpost-encoding',
      })
    else
      vim.health.ok('Position encoding: ' .. client.offset_encoding)
    end
  end
end

function M.check()
  vim.health.start('fingerpost')
  if vim.fn.has('nvim-0.11') == 0 then
    vim.health.error('Neovim 0.11 or later is needed, this is ' .. tostring(vim.version()))
    return
  end
  vim.health.ok('Neovim ' .. tostring(vim.version()))
  program()
  configuration()
  clients()
end

return M
