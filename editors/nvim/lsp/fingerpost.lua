-- Fingerpost for Neovim 0.11 and later. Put the folder `editors/nvim` on the runtimepath and call
-- vim.lsp.enable('fingerpost').
return {
  cmd = { 'fingerpost', 'server' },
  filetypes = { 'markdown' },
  root_markers = { 'fingerpost.toml', '.git' },
  -- Settings have the keys of fingerpost.toml and win over it.
  settings = { fingerpost = {} },
}
