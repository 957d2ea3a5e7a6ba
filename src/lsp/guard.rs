//! Rule T4: a panic in a feature answers one request with an error and harms nothing else.

use std::panic::{self, AssertUnwindSafe};

use tower_lsp::jsonrpc::{Error, Result};

/// Runs a feature. Features are pure functions of a snapshot, so a panic leaves no broken state behind.
pub(super) fn guard<T>(feature: &'static str, run: impl FnOnce() -> T) -> Result<T> {
    panic::catch_unwind(AssertUnwindSafe(run)).map_err(|_| {
        // The panic hook has printed the message and the place to stderr.
        tracing::error!(feature, "panicked");
        let mut error = Error::internal_error();
        error.message = format!("{feature} failed; the log says where").into();
        error
    })
}

#[cfg(test)]
mod tests {
    use tower_lsp::jsonrpc::ErrorCode;

    use super::*;

    #[test]
    fn a_panic_becomes_an_error() {
        assert_eq!(guard("hover", || 1), Ok(1));
        let error = guard("hover", || panic!("on purpose")).expect_err("an error");
        assert_eq!(error.code, ErrorCode::InternalError);
    }
}
