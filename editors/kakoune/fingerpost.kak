# Fingerpost with kakoune-lsp 18 or later: into kakrc, after `eval %sh{kak-lsp}`.
remove-hooks global lsp-filetype-markdown
hook -group lsp-filetype-markdown global BufSetOption filetype=markdown %{
    set-option buffer lsp_servers %{
        [fingerpost]
        root_globs = ["fingerpost.toml", ".git"]
        args = ["server"]
        # Settings have the keys of fingerpost.toml and win over it.
        # settings_section = "_"
        # [fingerpost.settings._.fingerpost.severity]
        # points-elsewhere = "information"
    }
}
hook global WinSetOption filetype=markdown %{
    lsp-enable-window
}
