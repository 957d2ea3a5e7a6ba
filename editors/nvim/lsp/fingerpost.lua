-- Fingerpost for Neovim 0.11 and later. Put the folder `editors/nvim` on the runtimepath and call
-- vim.lsp.enable('fingerpost').
return {
  cmd = { 'fingerpost', 'server' },
  filetypes = { 'markdown' },
  root_markers = { 'fingerpost.toml', '.git' },
  -- Settings have the keys of fingerpost.toml and win over it.
  settings = { fingerpost = {} },
  -- The command behind a code lens; the server is told that it is here.
  commands = {
    ['fingerpost.showRequirements'] = function(command, context)
      require('fingerpost').show_requirements(command, context)
    end,
  },
  capabilities = { experimental = { commands = { commands = { 'fingerpost.showRequirements' } } } },
  -- For CTRL-X CTRL-O; does nothing where an LspAttach autocommand turned completion on already.
  on_attach = function(client, buffer)
    vim.lsp.completion.enable(true, client.id, buffer, { convert = require('fingerpost').whole_term })
  end,
}
