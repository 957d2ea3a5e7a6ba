if vim.g.loaded_fingerpost then
  return
end
vim.g.loaded_fingerpost = true

vim.api.nvim_create_user_command('Fingerpost', function(call)
  require('fingerpost').run(call)
end, {
  bang = true,
  nargs = '+',
  range = true,
  desc = 'Fingerpost: check, explain, restart, log',
  complete = function(lead, line)
    return require('fingerpost').complete(lead, line)
  end,
})
