-- The commands behind :Fingerpost. What a person notices while editing comes from the language server; see
-- lsp/fingerpost.lua.
local M = {}

local function tell(message, level)
  vim.notify('fingerpost: ' .. message, level or vim.log.levels.INFO)
end

local function fail(message)
  tell(message, vim.log.levels.ERROR)
end

--- The program that the language server is started from.
function M.program()
  local config = vim.lsp.config.fingerpost
  local cmd = config and config.cmd
  if type(cmd) == 'table' and cmd[1] then
    return vim.fn.expand(cmd[1])
  end
  return 'fingerpost'
end

local function start(arguments, options, done)
  local command = { M.program() }
  vim.list_extend(command, arguments)
  options.text = true
  local started, problem = pcall(vim.system, command, options, vim.schedule_wrap(done))
  if not started then
    fail(('cannot run `%s`: %s\nSee :checkhealth fingerpost'):format(command[1], problem))
  end
end

local function complaint(result)
  local text = vim.trim(result.stderr or '')
  if text == '' then
    return ('ended with code %d and signal %d'):format(result.code, result.signal)
  end
  return (text:gsub('^fingerpost: ', ''))
end

local function project(buffer)
  local config = vim.lsp.config.fingerpost
  local client = vim.lsp.get_clients({ name = 'fingerpost', bufnr = buffer })[1]
  return client and client.root_dir
    or vim.fs.root(buffer, config and config.root_markers or { 'fingerpost.toml', '.git' })
    or vim.fn.getcwd()
end

local kinds = { error = 'E', warning = 'W', information = 'I', hint = 'N' }

-- Columns of the report count characters from 1, those of the quickfix list bytes from 1.
local function byte_column(line, column)
  return line and vim.str_byteindex(line, 'utf-32', column - 1, false) + 1 or column
end

local function lines_of(path)
  local buffer = vim.fn.bufnr(path)
  if buffer ~= -1 and vim.api.nvim_buf_is_loaded(buffer) and not vim.bo[buffer].modified then
    return vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
  end
  local read, lines = pcall(vim.fn.readfile, path)
  return read and lines or {}
end

local function entries(report, folder, buffer)
  local list = {}
  for _, document in ipairs(report.documents) do
    local path = document.path
    if not vim.startswith(path, '/') and not path:match('^%a:[/\\]') then
      path = vim.fs.joinpath(folder, path)
    end
    local lines
    for _, finding in ipairs(document.findings or {}) do
      lines = lines or (buffer and vim.api.nvim_buf_get_lines(buffer, 0, -1, false) or lines_of(path))
      list[#list + 1] = {
        bufnr = buffer,
        filename = not buffer and vim.fs.normalize(path) or nil,
        lnum = finding.line,
        col = byte_column(lines[finding.line], finding.column),
        end_lnum = finding.end_line,
        end_col = byte_column(lines[finding.end_line], finding.end_column),
        type = kinds[finding.severity],
        text = ('%s [%s]'):format(finding.message, finding.rule),
      }
    end
  end
  return list
end

local function count(number, word)
  return ('%d %s%s'):format(number, word, number == 1 and '' or 's')
end

--- Fills the quickfix list: with findings in `paths`, in the whole project, or in the current buffer as it is now.
function M.check(paths, whole_project)
  local buffer = vim.api.nvim_get_current_buf()
  local folder = project(buffer)
  local arguments, options = { 'check', '--format', 'json', '--color', 'never' }, { cwd = folder }
  local title = 'fingerpost check'
  if #paths > 0 then
    arguments[#arguments + 1] = '--'
    for _, path in ipairs(paths) do
      arguments[#arguments + 1] = vim.fn.fnamemodify(vim.fn.expand(path), ':p')
      title = title .. ' ' .. path
    end
    buffer = nil
  elseif whole_project or vim.bo[buffer].filetype ~= 'markdown' or vim.bo[buffer].buftype ~= '' then
    arguments[#arguments + 1] = '.'
    title = title .. ' ' .. vim.fn.fnamemodify(folder, ':~')
    buffer = nil
  else
    local name = vim.api.nvim_buf_get_name(buffer)
    if name ~= '' then
      vim.list_extend(arguments, { '--stdin-filename', name })
      title = title .. ' ' .. vim.fn.fnamemodify(name, ':~:.')
    end
    arguments[#arguments + 1] = '-'
    options.stdin = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
  end

  start(arguments, options, function(result)
    local read, report = pcall(vim.json.decode, result.stdout or '', { luanil = { object = true, array = true } })
    if not read or type(report) ~= 'table' or not report.documents then
      fail(complaint(result))
      return
    end
    if buffer and not vim.api.nvim_buf_is_valid(buffer) then
      return
    end
    if result.code > 1 then
      tell(complaint(result), vim.log.levels.WARN)
    end
    local list = entries(report, folder, buffer)
    vim.fn.setqflist({}, ' ', { title = title, items = list })
    if #list == 0 then
      vim.cmd.cclose()
    else
      vim.cmd('botright copen')
      vim.cmd.wincmd('p')
    end
    tell(('%s in %s'):format(count(#list, 'finding'), count(report.summary.documents, 'document')))
  end)
end

-- What stands under the cursor, longest first: terms are often two or three words.
local function names_at_cursor()
  local word = vim.fn.expand('<cword>')
  if word == '' then
    return {}
  end
  local line, cursor = vim.api.nvim_get_current_line(), vim.api.nvim_win_get_cursor(0)[2] + 1
  local words, at = {}, nil
  for first, text, last in line:gmatch("()([%w\128-\255][%w\128-\255%-]*)()") do
    words[#words + 1] = text
    if first <= cursor and cursor < last then
      at = #words
    end
  end
  if not at then
    return { word }
  end
  local names = {}
  for length = 3, 1, -1 do
    for first = at - length + 1, at do
      local last = first + length - 1
      if words[first] and words[last] then
        names[#names + 1] = table.concat(words, ' ', first, last)
      end
    end
  end
  return names
end

local function explain_first(names, asked)
  local name = table.remove(names, 1)
  start({ 'explain', '--', name }, { cwd = project(0) }, function(result)
    if result.code == 0 then
      vim.lsp.util.open_floating_preview(
        vim.split(vim.trim(result.stdout), '\n'),
        'markdown',
        { focus_id = 'fingerpost', border = vim.o.winborder == '' and 'rounded' or nil, max_width = 80, wrap = true }
      )
    elseif #names > 0 then
      explain_first(names, asked)
    elseif result.code == 2 and asked then
      tell(('nothing is known about "%s"'):format(asked), vim.log.levels.WARN)
    else
      fail(complaint(result))
    end
  end)
end

--- Shows what is known about `name`, or about the words under the cursor, in a float.
function M.explain(name)
  local names = name ~= '' and { name } or names_at_cursor()
  if #names == 0 then
    tell('there is no word under the cursor', vim.log.levels.WARN)
    return
  end
  explain_first(names, name == '' and vim.fn.expand('<cword>') or nil)
end

--- Puts the requirements that a code lens counts into the location list.
function M.show_requirements(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local requirements = command.arguments and command.arguments[3]
  if not client or not requirements then
    return
  end
  local list = {}
  for _, requirement in ipairs(requirements) do
    local item = vim.lsp.util.locations_to_items({ requirement.location }, client.offset_encoding)[1]
    if item then
      item.text = requirement.text
      list[#list + 1] = item
    end
  end
  vim.fn.setloclist(0, {}, ' ', { title = command.title, items = list })
  vim.cmd.lopen()
end

local function start_for(buffer, root)
  local config = vim.tbl_extend('force', vim.lsp.config.fingerpost, { name = 'fingerpost', root_dir = root })
  vim.lsp.start(config, { bufnr = buffer, reuse_client = config.reuse_client, silent = false })
end

--- Stops the language server and starts it again for the same buffers, with the settings of now.
function M.restart()
  local clients = vim.lsp.get_clients({ name = 'fingerpost' })
  if #clients == 0 then
    vim.lsp.enable('fingerpost')
    tell('no server was running; starting it for the Markdown buffers')
    return
  end
  local buffers = {}
  for _, client in ipairs(clients) do
    for buffer in pairs(client.attached_buffers) do
      buffers[buffer] = client.root_dir or false
    end
    client:stop()
  end

  local timer, waited = assert(vim.uv.new_timer()), 0
  timer:start(20, 20, vim.schedule_wrap(function()
    if timer:is_closing() then
      return
    end
    waited = waited + 20
    local running = vim.tbl_filter(function(client) return not client:is_stopped() end, clients)
    if #running > 0 and waited < 6000 then
      if waited == 3000 then
        for _, client in ipairs(running) do
          client:stop(true)
        end
      end
      return
    end
    timer:close()
    for buffer, root in pairs(buffers) do
      if vim.api.nvim_buf_is_loaded(buffer) then
        start_for(buffer, root or nil)
      end
    end
    tell('restarted')
  end))
end

--- Opens Neovim's log of language servers, where the words of the server on stderr are, at its end.
function M.log()
  local path = vim.lsp.log.get_filename()
  if not vim.uv.fs_stat(path) then
    tell('there is no log yet: ' .. path)
    return
  end
  vim.cmd.tabedit(vim.fn.fnameescape(path))
  vim.bo.autoread = true
  vim.cmd.normal({ 'G', bang = true })
end

--- For the option `convert` of vim.lsp.completion.enable(): Neovim 0.11 inserts an item up to its first space only,
--- but terms are often two or three words.
function M.whole_term(item)
  return { word = item.textEdit and item.textEdit.newText or item.insertText or item.label }
end

local commands = {
  check = function(call, arguments) M.check(arguments, call.bang) end,
  explain = function(call, arguments)
    local name = table.concat(arguments, ' ')
    if name == '' and call.range > 0 then
      name = table.concat(vim.fn.getregion(vim.fn.getpos("'<"), vim.fn.getpos("'>"), { type = vim.fn.visualmode() }), ' ')
    end
    M.explain(vim.trim(name))
  end,
  restart = function() M.restart() end,
  log = function() M.log() end,
}

function M.run(call)
  local arguments = vim.deepcopy(call.fargs)
  local name = table.remove(arguments, 1)
  local command = commands[name]
  if not command then
    fail(('there is no command "%s"; there are check, explain, restart and log'):format(name))
    return
  end
  command(call, arguments)
end

function M.complete(lead, line)
  local typed = line:match('Fingerpost!?%s+(.*)$') or ''
  if not typed:find('%s') then
    return vim.tbl_filter(function(name) return vim.startswith(name, lead) end, { 'check', 'explain', 'log', 'restart' })
  elseif vim.startswith(typed, 'check') then
    return vim.fn.getcompletion(lead, 'file')
  end
  return {}
end

return M
