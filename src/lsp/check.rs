//! One check of one state of a document: what goes in, and the diagnostics that come out.

use ls_types::{CodeDescription, Diagnostic, DiagnosticRelatedInformation, Location, NumberOrString, Uri};

use tower_lsp::jsonrpc::{Error, Result};

use super::actions::ActionData;
use super::capabilities::ClientFeatures;
use super::convert;
use super::guard::guard;
use super::uri;
use crate::analysis::{self, Snapshot};
use crate::finding::Finding;
use crate::text::Encoding;

/// Answers a question about so many bytes of text, on another thread when that pays. A panic has been logged.
pub(super) async fn answer<T: Send + 'static>(
    feature: &'static str,
    bytes: usize,
    run: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    if bytes <= SHORT {
        return guard(feature, run);
    }
    tokio::task::spawn_blocking(move || guard(feature, run)).await.unwrap_or_else(|_| Err(Error::internal_error()))
}

/// The name under which an editor lists what we say.
pub(super) const SOURCE: &str = "fingerpost";

/// Documents up to this size are checked where they are; for longer ones another thread is worth the way.
const SHORT: usize = 32 << 10;

/// Everything that a check needs; it can run on any thread and takes no lock.
pub(super) struct Check {
    /// The address exactly as the client wrote it, which is the key of the document.
    pub(super) key: String,
    pub(super) uri: Uri,
    pub(super) version: i32,
    /// Which state of the document, of its configuration and of the knowledge this is.
    pub(super) stamp: u64,
    pub(super) snapshot: Snapshot,
    /// False where the configuration leaves the document out.
    pub(super) selected: bool,
    pub(super) encoding: Encoding,
    pub(super) client: ClientFeatures,
}

impl Check {
    /// Answers a question about this state. `None` where the configuration leaves the document out.
    pub(super) async fn ask<T: Send + 'static>(
        self,
        feature: &'static str,
        run: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        if !self.selected {
            return Ok(None);
        }
        answer(feature, self.snapshot.document.text().len(), move || Some(run(&self))).await
    }

    /// A range of the protocol for one in bytes.
    pub(super) fn range(&self, bytes: &std::ops::Range<usize>) -> ls_types::Range {
        convert::range(self.snapshot.document.text(), bytes, self.encoding)
    }

    /// Bytes for a range of the protocol.
    pub(super) fn bytes(&self, range: ls_types::Range) -> std::ops::Range<usize> {
        self.offset(range.start)..self.offset(range.end)
    }

    pub(super) fn offset(&self, position: ls_types::Position) -> usize {
        convert::offset(self.snapshot.document.text(), position, self.encoding)
    }

    /// The diagnostics, on another thread when that pays. `None` after a panic, which has been logged:
    /// what was shown before is the better answer then.
    pub(super) async fn run(self) -> Option<Vec<Diagnostic>> {
        if self.snapshot.document.text().len() <= SHORT {
            return self.diagnostics();
        }
        tokio::task::spawn_blocking(move || self.diagnostics()).await.ok().flatten()
    }

    fn diagnostics(&self) -> Option<Vec<Diagnostic>> {
        if !self.selected {
            return Some(Vec::new());
        }
        let convert = || analysis::check(&self.snapshot).iter().map(|finding| self.diagnostic(finding)).collect();
        guard("check", convert).ok()
    }

    fn diagnostic(&self, finding: &Finding) -> Diagnostic {
        let text = self.snapshot.document.text();
        let range = |bytes| convert::range(text, bytes, self.encoding);
        let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
            location: Location::new(self.uri.clone(), range(&related.range)),
            message: related.message.clone(),
        });
        let href = finding.link.as_deref().and_then(uri::parse);
        Diagnostic {
            range: range(&finding.range),
            severity: Some(convert::severity(finding.severity)),
            code: Some(NumberOrString::String(finding.rule.to_owned())),
            code_description: href.filter(|_| self.client.code_description).map(|href| CodeDescription { href }),
            source: Some(SOURCE.to_owned()),
            message: finding.message.clone(),
            related_information: (self.client.related_information && !finding.related.is_empty())
                .then(|| related.collect()),
            tags: None,
            data: ActionData::of(finding, text, self.encoding)
                .filter(|_| self.client.diagnostic_data)
                .map(|data| data.to_json()),
        }
    }
}
