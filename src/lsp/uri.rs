//! Addresses: which are files, which are Markdown, and how to mend those that are not quite valid.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use ls_types::Uri;

/// Extensions of Markdown, for clients that call the language something else.
const EXTENSIONS: [&str; 3] = ["md", "markdown", "mdx"];

/// The address, unless it is not one.
pub(super) fn parse(address: &str) -> Option<Uri> {
    Uri::from_str(address).ok()
}

/// The file behind an address. An `untitled:` buffer or a page on the net has none.
pub(super) fn file(uri: &Uri) -> Option<PathBuf> {
    (uri.scheme().as_str().eq_ignore_ascii_case("file")).then(|| uri.to_file_path())?.map(std::borrow::Cow::into_owned)
}

/// The address of a file.
pub(super) fn of_file(path: &Path) -> Option<Uri> {
    path.is_absolute().then(|| Uri::from_file_path(path))?
}

/// Whether the document is one to analyse.
pub(super) fn is_markdown(uri: &Uri, language: &str) -> bool {
    let extension = || Path::new(uri.path().as_str()).extension()?.to_str().map(str::to_ascii_lowercase);
    language.eq_ignore_ascii_case("markdown") || extension().is_some_and(|it| EXTENSIONS.contains(&it.as_str()))
}

/// Encodes what a strict parser refuses: spaces, brackets, letters beyond ASCII, a lone `%`.
/// `None` if there is nothing to mend.
pub(super) fn mend(address: &str) -> Option<String> {
    if parse(address).is_some() {
        return None;
    }
    let mut mended = String::with_capacity(address.len() + 16);
    let mut rest = address.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let is_escape = byte == b'%' && matches!(after, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
        if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&byte) || is_escape {
            mended.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(mended, "%{byte:02X}");
        }
        rest = after;
    }
    parse(&mended).is_some().then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(address: &str) -> Uri {
        parse(address).expect("a valid address")
    }

    #[test]
    fn markdown_is_known_by_language_or_extension() {
        assert!(is_markdown(&uri("untitled:Untitled-1"), "markdown"));
        assert!(is_markdown(&uri("file:///a/README.MD"), "plaintext"));
        assert!(is_markdown(&uri("file:///a/page.mdx"), "mdx"));
        assert!(!is_markdown(&uri("file:///a/main.rs"), "rust"));
        assert!(!is_markdown(&uri("file:///a.md/x"), ""));
    }

    #[test]
    fn only_files_have_a_path() {
        assert_eq!(file(&uri("untitled:Untitled-1")), None);
        assert_eq!(file(&uri("https://example.com/a.md")), None);
        #[cfg(unix)]
        assert_eq!(file(&uri("file:///a%20b/%C3%BC.md")), Some(PathBuf::from("/a b/ü.md")));
    }

    #[test]
    fn almost_valid_addresses_are_mended() {
        assert_eq!(mend("file:///a%20b.md"), None);
        assert_eq!(mend("file:///a b.md").as_deref(), Some("file:///a%20b.md"));
        assert_eq!(mend("file:///50%.md").as_deref(), Some("file:///50%25.md"));
        assert_eq!(mend("file:///[x]/ü.md").as_deref(), Some("file:///%5Bx%5D/%C3%BC.md"));
        assert_eq!(mend("no scheme"), None);
        assert_eq!(mend(""), None);
    }
}
