" Description: Fingerpost explains Amazon SageMaker AI and Bedrock terms in architecture Markdown and flags
" requirements that point to the other service than the one a design chose.

call ale#Set('markdown_fingerpost_executable', 'fingerpost')
" Settings have the keys of fingerpost.toml and win over it.
call ale#Set('markdown_fingerpost_config', {})

function! ale_linters#markdown#fingerpost#GetProjectRoot(buffer) abort
    let l:file = ale#path#FindNearestFile(a:buffer, 'fingerpost.toml')

    if !empty(l:file)
        return fnamemodify(l:file, ':h')
    endif

    let l:git = finddir('.git', fnamemodify(bufname(a:buffer), ':p:h') . ';')

    return !empty(l:git)
    \   ? fnamemodify(l:git, ':p:h:h')
    \   : fnamemodify(bufname(a:buffer), ':p:h')
endfunction

function! ale_linters#markdown#fingerpost#GetConfig(buffer) abort
    return {'fingerpost': ale#Var(a:buffer, 'markdown_fingerpost_config')}
endfunction

call ale#linter#Define('markdown', {
\   'name': 'fingerpost',
\   'lsp': 'stdio',
\   'executable': {buffer -> ale#Var(buffer, 'markdown_fingerpost_executable')},
\   'command': '%e server',
\   'project_root': function('ale_linters#markdown#fingerpost#GetProjectRoot'),
\   'lsp_config': function('ale_linters#markdown#fingerpost#GetConfig'),
\})
