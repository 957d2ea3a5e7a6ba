-- Drives the real server and the plugin from a real Neovim: hover, completion with documentation, a diagnostic with
-- the decision it contradicts, gone after the requirement is edited, a fix, the commands, the health check, the help,
-- and a process that ends with the editor.
-- Run by tests/editors/neovim.sh; arguments: binary, folder of the plugin, working folder, Neovim.
local binary, plugin, work, nvim = arg[1], arg[2], arg[3] .. '/documents', arg[4]
vim.fn.mkdir(work)

local passed = 0
local function check(what, condition, shown)
  if not condition then
    io.stderr:write('FAILED: ' .. what .. '\n' .. (shown and vim.inspect(shown) or '') .. '\n')
    os.exit(1)
  end
  passed = passed + 1
  io.stdout:write('ok: ' .. what .. '\n')
end

local function wait(what, condition)
  check(what, vim.wait(60000, condition, 20))
end

vim.opt.runtimepath:append(plugin)
vim.cmd.runtime('plugin/fingerpost.lua')
vim.lsp.config('fingerpost', { cmd = { binary, 'server' } })
vim.lsp.enable('fingerpost')

local path = work .. '/adr.md'
vim.fn.writefile({
  '# ADR 7: Support assistant',
  '',
  '## Decision',
  '',
  'We will use Amazon Bedrock for the assistant.',
  '',
  '## Requirements',
  '',
  '- Answers must be short and polite.',
  '- The hyperparameters of our own model must be searched automatically over 200 trials.',
  '- Sensitive answers are filtered by Bedrock Guardrails.',
}, path)
vim.cmd.edit(path)
local buffer = vim.api.nvim_get_current_buf()

wait('the server attaches', function()
  local client = vim.lsp.get_clients({ bufnr = buffer })[1]
  return client ~= nil and client.initialized
end)
local client = vim.lsp.get_clients({ bufnr = buffer })[1]
check('the server takes the encoding that Neovim likes best', client.offset_encoding == 'utf-8', client.offset_encoding)

wait('a finding arrives', function() return #vim.diagnostic.get(buffer) > 0 end)
local findings = vim.diagnostic.get(buffer)
check('there is one finding', #findings == 1, findings)
local finding = findings[1]
check('it stands on the requirement', finding.lnum == 9, finding)
check('it covers its words only', finding.col > 0 and finding.end_lnum == 9, finding)
check('it is a warning of the rule', finding.code == 'points-elsewhere' and finding.severity == vim.diagnostic.severity.WARN, finding)
check('it names both services', finding.message:find('SageMaker AI') and finding.message:find('Bedrock'), finding)
local related = finding.user_data.lsp.relatedInformation
check('it leads to the decision', related and related[1].location.range.start.line == 4, related)

local function request(method, line, column)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    position = { line = line, character = column },
  }
  local response = client:request_sync(method, params, 5000, buffer)
  check(method .. ' is answered', response and not response.err, response)
  return response.result
end

local hover = request('textDocument/hover', 10, 45)
check('a hover explains the term', hover.contents.value:find('Guardrails') and hover.contents.value:find('checked'), hover)
local verdict = request('textDocument/hover', 9, 10)
check('a hover on the requirement gives the reason, the choice and the source',
  verdict.contents.value:find('Points to Amazon SageMaker AI', 1, true) and verdict.contents.value:find('line 5', 1, true)
  and verdict.contents.value:find('checked'), verdict)

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return window, table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
    end
  end
end

local function opens_with(what, text)
  wait(what, function()
    local window, shown = float()
    return window and shown:find(text, 1, true) ~= nil
  end)
  local window = float()
  check('... of at most 24 lines', vim.api.nvim_win_get_height(window) <= 24, vim.api.nvim_win_get_height(window))
  vim.api.nvim_win_close(window, true)
end

-- The hover as a person sees it: in a float.
vim.api.nvim_win_set_cursor(0, { 11, 45 })
vim.lsp.buf.hover()
opens_with('the hover opens in a float', 'Guardrails')

-- Code lenses and inlay hints, as they stand in the text.
local function written(text)
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buffer, -1, 0, -1, { details = true })) do
    local details = mark[4]
    for _, line in ipairs(vim.list_extend({ details.virt_text or {} }, details.virt_lines or {})) do
      for _, chunk in ipairs(line) do
        if chunk[1]:find(text, 1, true) then
          return mark[2]
        end
      end
    end
  end
end
vim.lsp.codelens.refresh({ bufnr = buffer })
wait('a code lens counts the requirements', function() return written('1 to Amazon SageMaker AI') ~= nil end)
vim.api.nvim_win_set_cursor(0, { written('1 to Amazon SageMaker AI') + 1, 0 })
vim.lsp.codelens.run()
wait('it lists them when it is run', function() return #vim.fn.getloclist(0) > 0 end)
local listed = vim.tbl_filter(function(entry) return entry.text:find('SageMaker', 1, true) end, vim.fn.getloclist(0))
check('among them the one that points elsewhere', #listed == 1 and listed[1].lnum == 10, vim.fn.getloclist(0))
vim.cmd.lclose()
vim.api.nvim_set_current_buf(buffer)

local function configure(settings)
  client.settings = { fingerpost = settings }
  client:notify('workspace/didChangeConfiguration', { settings = client.settings })
end
configure({ editor = { ['inlay-hints'] = true } })
vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
wait('an inlay hint stands behind the requirement, once they are switched on', function()
  return vim.iter(vim.lsp.inlay_hint.get({ bufnr = buffer })):any(function(hint)
    local label = hint.inlay_hint.label
    local text = type(label) == 'string' and label or vim.iter(label):map(function(part) return part.value end):join('')
    return hint.inlay_hint.position.line == 9 and text:find('SageMaker AI', 1, true) ~= nil
  end)
end)
vim.lsp.inlay_hint.enable(false, { bufnr = buffer })
configure({})

vim.api.nvim_buf_set_lines(buffer, 11, 11, false, { '- The text is answered by Bedrock Kno' })
local line = '- The text is answered by Bedrock Kno'
local list = request('textDocument/completion', 11, #line)
local items = list.items or list
check('completion offers the term first', items[1] and items[1].label:find('Knowledge Bases'), items[1])
check('it replaces all typed words', items[1].textEdit.range.start.character == #'- The text is answered by ', items[1].textEdit)
local resolved = client:request_sync('completionItem/resolve', items[1], 5000, buffer)
check('resolving brings the documentation', resolved.result.documentation.value:find('Knowledge Bases'), resolved)

vim.api.nvim_buf_set_lines(buffer, 9, 10, false, { '- The prompt of the assistant must be kept under version control.' })
wait('the finding goes when the requirement does', function() return #vim.diagnostic.get(buffer) == 0 end)

-- A fix.
local last = vim.api.nvim_buf_line_count(buffer)
vim.api.nvim_buf_set_lines(buffer, last, last, false, {
  '',
  '<!-- fingerpost-disable-next-line points-elsewhere: x -->',
  'A line without any meaning.',
})
wait('a suppression without use is found', function()
  local found = vim.diagnostic.get(buffer)
  return #found == 1 and found[1].code == 'unused-suppression'
end)
vim.api.nvim_win_set_cursor(0, { last + 2, 10 })
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action) return action.title == 'Delete this suppression' end,
})
wait('its fix deletes it', function()
  return not table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n'):find('fingerpost-disable', 1, true)
end)
wait('the finding goes with it', function() return #vim.diagnostic.get(buffer) == 0 end)

-- The commands.
local said = {}
vim.notify = function(message) said[#said + 1] = message end
local function heard(what, text)
  wait(what, function()
    return #said > 0 and table.concat(said, '\n'):find(text, 1, true) ~= nil
  end)
  said = {}
end

check(':Fingerpost completes its commands',
  vim.deep_equal(vim.fn.getcompletion('Fingerpost ', 'cmdline'), { 'check', 'explain', 'log', 'restart' }))
vim.fn.writefile({
  '# ADR 8',
  '',
  'We will use Amazon Bedrock.',
  '',
  '- Zusätzlich 😀: the hyperparameters of our own model must be searched automatically over 200 trials.',
}, work .. '/other.md')
vim.fn.writefile({}, work .. '/fingerpost.toml')

vim.api.nvim_buf_set_lines(buffer, 9, 10, false, {
  '- Über 😀 the hyperparameters of our own model must be searched automatically over 200 trials.',
})
vim.cmd('Fingerpost check')
heard(':Fingerpost check tells how much it found', '1 finding in 1 document')
local quickfix = vim.fn.getqflist({ title = 1, items = 1 })
check('it reads the buffer, not the file', #quickfix.items == 1 and quickfix.items[1].bufnr == buffer, quickfix)
local text = vim.api.nvim_buf_get_lines(buffer, 9, 10, false)[1]
local item = quickfix.items[1]
check('the entry leads to the words', item.lnum == 10 and text:sub(item.col):find('^hyperparameters of'), item)
check('it has the severity and the rule', item.type == 'W' and item.text:find('[points-elsewhere]', 1, true), item)
check('the list is open and the cursor stayed', vim.fn.getqflist({ winid = 0 }).winid ~= 0
  and vim.api.nvim_get_current_buf() == buffer)
vim.cmd('Fingerpost! check')
heard(':Fingerpost! check reads the project', 'in 2 documents')
quickfix = vim.fn.getqflist()
local paths = vim.tbl_map(function(entry) return vim.fs.basename(vim.api.nvim_buf_get_name(entry.bufnr)) end, quickfix)
table.sort(paths)
check('it lists both files', vim.deep_equal(paths, { 'adr.md', 'other.md' }), quickfix)
vim.cmd('Fingerpost check ' .. vim.fn.fnameescape(work .. '/other.md'))
heard(':Fingerpost check reads a file', '1 finding in 1 document')
item = vim.fn.getqflist()[1]
text = vim.fn.readfile(work .. '/other.md')[5]
check('an entry in a file that is not open leads to the words', text:sub(item.col, item.end_col - 1):find('hyperparameters of'), item)
vim.cmd('Fingerpost check ' .. vim.fn.fnameescape(work .. '/missing.md'))
heard('a missing file is an error in words', 'there is no such file')
vim.cmd.cclose()

vim.cmd('Fingerpost explain guardrails')
opens_with(':Fingerpost explain opens a float', 'Bedrock Guardrails')
vim.api.nvim_win_set_cursor(0, { 11, (vim.api.nvim_buf_get_lines(buffer, 10, 11, false)[1]:find('Guardrails')) })
vim.cmd('Fingerpost explain')
opens_with('without a name it explains the word at the cursor', 'Bedrock Guardrails')
local kb = vim.fn.search('Bedrock Kno')
vim.api.nvim_buf_set_lines(buffer, kb - 1, kb, false, { '- The text is answered by Knowledge Bases, then.' })
vim.api.nvim_win_set_cursor(0, { kb, (vim.fn.getline(kb):find('Bases')) })
vim.cmd('Fingerpost explain')
opens_with('it knows names of two words', 'Knowledge Bases')
vim.cmd('Fingerpost explain zzzzzz')
heard('an unknown name is told', 'nothing is known about')
vim.cmd('Fingerpost nonsense')
heard('an unknown command is told', 'there is no command "nonsense"')

local before = client.id
vim.cmd('Fingerpost restart')
heard(':Fingerpost restart works', 'restarted')
wait('another client is attached', function()
  local now = vim.lsp.get_clients({ bufnr = buffer })
  return #now == 1 and now[1].id ~= before and now[1].initialized
end)
client = vim.lsp.get_clients({ bufnr = buffer })[1]
wait('it finds what the first one found', function() return #vim.diagnostic.get(buffer) == 1 end)

vim.lsp.log.set_level('info')
vim.lsp.log.info('a line')
vim.cmd('Fingerpost log')
check(':Fingerpost log opens the log', vim.fs.basename(vim.api.nvim_buf_get_name(0)) == 'lsp.log', vim.api.nvim_buf_get_name(0))
vim.cmd.tabclose()

-- The health check and the help.
vim.cmd('checkhealth fingerpost')
local report = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
for _, expected in ipairs({ 'Neovim 0.', 'fingerpost 0.', 'Configuration found', 'is attached to 1 buffer', 'Position encoding: utf-8' }) do
  check(':checkhealth knows: ' .. expected, report:find('OK [^\n]*' .. vim.pesc(expected)), report)
end
check(':checkhealth complains about nothing', not report:find('WARNING') and not report:find('ERROR'), report)
vim.cmd.bdelete()
vim.lsp.config('fingerpost', { cmd = { work .. '/nowhere', 'server' } })
vim.cmd('checkhealth fingerpost')
report = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
check(':checkhealth notices a missing program', report:find('ERROR [^\n]*nowhere'), report)
vim.cmd.bdelete()
vim.lsp.config('fingerpost', { cmd = { binary, 'server' } })

vim.cmd.helptags(plugin .. '/doc')
for _, tag in ipairs({ 'fingerpost', ':Fingerpost', ':Fingerpost-check', 'fingerpost-configuration', 'fingerpost-encoding' }) do
  local found, problem = pcall(vim.cmd.help, tag)
  check(':help ' .. tag, found and vim.fs.basename(vim.api.nvim_buf_get_name(0)) == 'fingerpost.txt', problem)
end
vim.cmd.helpclose()

-- Completion as one types, as in the README, in a Neovim that takes keys.
local child = vim.fn.jobstart({ nvim, '--embed', '--headless', '--clean', '-n' }, { rpc = true })
local function inside(code, ...)
  return vim.rpcrequest(child, 'nvim_exec_lua', code, { ... })
end
local snippet
for block in table.concat(vim.fn.readfile(plugin .. '/README.md'), '\n'):gmatch('```lua\n(.-)\n```') do
  if block:find('vim.lsp.completion.enable', 1, true) then
    snippet = block
  end
end
inside([[
  local binary, plugin, snippet, path = ...
  vim.opt.runtimepath:append(plugin)
  vim.lsp.config('fingerpost', { cmd = { binary, 'server' } })
  assert(loadstring(snippet))()
  vim.lsp.enable('fingerpost')
  vim.cmd.edit(path)
]], binary, plugin, snippet, work .. '/other.md')
wait('the server attaches in another Neovim', function()
  return inside([[
    local client = vim.lsp.get_clients({ bufnr = 0 })[1]
    return client ~= nil and client.initialized and #vim.diagnostic.get(0) > 0
  ]])
end)
vim.rpcrequest(child, 'nvim_input', 'Go<CR>')
for letter in ('It uses Bedrock Kno'):gmatch('.') do
  vim.rpcrequest(child, 'nvim_input', letter)
  vim.wait(40)
end
wait('the menu opens while one types', function()
  return inside([[
    -- The list for the whole typed text: one for its beginning may show first on a slow machine.
    local first = (vim.fn.complete_info({ 'items', 'pum_visible' }).items or {})[1]
    return first ~= nil and (first.abbr or first.word) == 'Bedrock Knowledge Bases' and vim.fn.pumvisible() == 1
  ]])
end)
vim.rpcrequest(child, 'nvim_input', '<C-n><C-y><Esc>')
local replaced = vim.wait(3000, function()
  return inside([[return vim.api.nvim_get_current_line()]]) == 'It uses Bedrock Knowledge Bases'
end, 20)
check('the chosen term replaces what was typed', replaced, inside([[return vim.api.nvim_get_current_line()]]))
vim.fn.jobstop(child)

local process = client.rpc
client:stop()
wait('the server ends', function() return process.is_closing() and client:is_stopped() end)
io.stdout:write(passed .. ' passed, 0 failed\n')
os.exit(0)
