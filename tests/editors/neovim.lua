-- Drives the real server from a real Neovim: hover, completion with documentation, a diagnostic with the
-- decision it contradicts, gone after the requirement is edited, and a process that ends with the editor.
-- Run by tests/editors/neovim.sh; arguments: binary, folder of this repository, working folder.
local binary, root, work = arg[1], arg[2], arg[3]

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
  check(what, vim.wait(10000, condition, 20))
end

vim.opt.runtimepath:append(root .. '/editors/nvim')
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
  '- Answers must cite the page of the handbook.',
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

-- The hover as a person sees it: in a float.
vim.api.nvim_win_set_cursor(0, { 11, 45 })
vim.lsp.buf.hover()
wait('the hover opens in a float', function()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
      return table.concat(lines, '\n'):find('Guardrails') ~= nil
    end
  end
  return false
end)

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

local process = client.rpc
client:stop()
wait('the server ends', function() return process.is_closing() and client:is_stopped() end)
io.stdout:write(passed .. ' passed, 0 failed\n')
os.exit(0)
