//! Code lenses. Where they are is known at once; what they say is worked out for those that are on the screen.

use std::fmt::Write as _;

use ls_types::{CodeLens, Command, Location, MessageType, Uri};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};

use super::check::Check;
use crate::features::lens::{Lens, lenses};

/// The command behind a lens: shows the requirements that it counts. Editors that bring it along list them; for
/// others the server says in which lines they are.
pub(super) const COMMAND: &str = "fingerpost.showRequirements";

/// What is needed to say the words of a lens later.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Unresolved {
    pub(super) uri: Uri,
    /// The state of the document.
    stamp: u64,
    index: usize,
}

impl Unresolved {
    /// From the `data` of a lens. Fails if another server made it.
    pub(super) fn of(lens: &CodeLens) -> Result<Self> {
        let data = lens.data.clone().unwrap_or_default();
        serde_json::from_value(data).map_err(|error| Error::invalid_params(format!("data of a code lens: {error}")))
    }
}

/// A requirement in the arguments of the command.
#[derive(Debug, Serialize, Deserialize)]
struct Item {
    location: Location,
    /// One line: the requirement and where it points.
    text: String,
    /// The service's name.
    service: String,
}

/// The lenses of a document, without their words.
pub(super) fn all(check: &Check) -> Vec<CodeLens> {
    let lens = |(index, lens): (usize, Lens)| {
        let data = Unresolved { uri: check.uri.clone(), stamp: check.stamp, index };
        CodeLens { range: check.range(&lens.range), command: None, data: serde_json::to_value(data).ok() }
    };
    lenses(&check.snapshot).into_iter().enumerate().map(lens).collect()
}

/// A lens with its words. Fails if the document has changed: the client asks for the new lenses then.
pub(super) fn resolved(check: &Check, unresolved: &Unresolved) -> Result<CodeLens> {
    let mut lenses = lenses(&check.snapshot);
    if check.stamp != unresolved.stamp || unresolved.index >= lenses.len() {
        return Err(Error { code: ErrorCode::ContentModified, message: "the document has changed".into(), data: None });
    }
    let lens = lenses.swap_remove(unresolved.index);
    let range = check.range(&lens.range);
    let items: Vec<Item> =
        lens.requirements.iter().filter_map(|it| item(check, &it.range, it.points_to.as_deref()?)).collect();
    let arguments = [json(&check.uri), json(&range.start), json(&items)];
    Ok(CodeLens {
        range,
        command: Some(Command::new(lens.title(&check.snapshot), COMMAND.to_owned(), Some(arguments.into()))),
        data: None,
    })
}

fn item(check: &Check, range: &std::ops::Range<usize>, points_to: &str) -> Option<Item> {
    let document = &check.snapshot.document;
    let text: Vec<&str> = document.source().get(range.clone())?.split_whitespace().collect();
    let service = document.knowledge().service(points_to)?.name.clone();
    let text = format!("→ {service}: {}", text.join(" "));
    Some(Item { location: Location::new(check.uri.clone(), check.range(range)), text, service })
}

/// Strings and numbers: there is nothing in it that could fail.
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// Says in which lines the requirements are, to a client that does not list them itself.
///
/// # Errors
///
/// The arguments are not those of a lens.
pub(super) fn spoken(arguments: &[Value]) -> Result<String> {
    let items: Option<Vec<Item>> = arguments.get(2).and_then(|items| serde_json::from_value(items.clone()).ok());
    let items =
        items.ok_or_else(|| Error::invalid_params(format!("{COMMAND} takes the arguments of its code lens")))?;
    let mut services: Vec<&str> = items.iter().map(|item| item.service.as_str()).collect();
    services.sort_unstable();
    services.dedup();
    let mut text = String::new();
    for service in services {
        let lines: Vec<String> = items
            .iter()
            .filter(|item| item.service == service)
            .map(|item| (item.location.range.start.line + 1).to_string())
            .collect();
        let word = if lines.len() == 1 { "line" } else { "lines" };
        let gap = if text.is_empty() { "" } else { "; " };
        let _ = write!(text, "{gap}{service}: {word} {}", lines.join(", "));
    }
    Ok(text)
}

/// In a task of its own: a handler does not await the client (T2).
pub(super) async fn say(client: Client, text: String) {
    client.show_message(MessageType::INFO, text).await;
}

#[cfg(test)]
mod tests {
    use ls_types::{Position, Range};

    use super::*;

    #[test]
    fn lines_are_told_by_service() {
        let uri: Uri = "file:///a.md".parse().expect("a URI");
        let item = |line, service: &str| {
            let place = Position::new(line, 0);
            let location = Location::new(uri.clone(), Range::new(place, place));
            Item { location, text: String::new(), service: service.to_owned() }
        };
        let items = json(&[item(4, "Kiln"), item(1, "Pantry"), item(8, "Kiln")]);
        assert_eq!(spoken(&[Value::Null, Value::Null, items]), Ok("Kiln: lines 5, 9; Pantry: line 2".to_owned()));
        assert!(spoken(&[]).is_err());
    }
}
