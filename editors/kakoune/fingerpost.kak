# For kakrc, after `eval %sh{kak-lsp}` (kak-lsp 18 and later).
hook -group lsp-filetype-markdown global BufSetOption filetype=markdown %{
    set-option buffer lsp_servers %{
        [fingerpost]
        root_globs = ["fingerpost.toml", ".git"]
        command = "fingerpost"
        args = ["server"]
        settings_section = "fingerpost"
        # Settings have the keys of fingerpost.toml and win over it.
        # [fingerpost.settings.fingerpost]
        # severity = { points-elsewhere = "information" }
    }
}
hook global WinSetOption filetype=markdown %{
    lsp-enable-window
}
