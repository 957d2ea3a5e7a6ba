//! Starts Fingerpost for Markdown in Zed.

use zed_extension_api::{self as zed, serde_json, settings::LspSettings, Command, LanguageServerId, Result, Worktree};

struct Fingerpost;

impl zed::Extension for Fingerpost {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, id: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let binary = LspSettings::for_worktree(id.as_ref(), worktree)?.binary;
        let (path, arguments, env) = binary.map_or((None, None, None), |it| (it.path, it.arguments, it.env));
        let command = path.or_else(|| worktree.which("fingerpost")).ok_or(
            "`fingerpost` is not on the PATH; install it, or set `lsp.fingerpost.binary.path` in Zed's settings",
        )?;
        let mut environment = worktree.shell_env();
        environment.extend(env.unwrap_or_default());
        Ok(Command { command, args: arguments.unwrap_or_else(|| vec!["server".to_owned()]), env: environment })
    }

    /// The server asks for the section `fingerpost`; the keys in it are those of fingerpost.toml.
    fn language_server_workspace_configuration(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = LspSettings::for_worktree(id.as_ref(), worktree)?.settings.unwrap_or_default();
        Ok(Some(serde_json::json!({ "fingerpost": settings })))
    }
}

zed::register_extension!(Fingerpost);
