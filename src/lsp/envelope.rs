//! Looks at each message before the transport does, because the transport gives up at the first
//! one that it cannot read: it stops reading and the server ends.

use serde_json::{Map, Value, json};

use super::uri;

const PARSE_ERROR: i32 = -32700;
const INVALID_REQUEST: i32 = -32600;

/// Returns the message in canonical JSON, or the error response to send instead.
///
/// Three kinds of sloppiness that real clients show are mended on the way: addresses with
/// characters that should have been percent-encoded, parameters of `shutdown` and `exit`, which have
/// none, and keys that occur twice.
pub(super) fn accept(body: &[u8]) -> Result<Vec<u8>, Value> {
    let mut message: Value =
        serde_json::from_slice(body).map_err(|error| refusal(PARSE_ERROR, &Value::Null, &error.to_string()))?;
    let Some(fields) = message.as_object_mut() else {
        return Err(refusal(INVALID_REQUEST, &Value::Null, "a message is an object"));
    };
    if let Err(reason) = shape(fields) {
        let id = fields.get("id").filter(|id| is_id(id)).unwrap_or(&Value::Null);
        return Err(refusal(INVALID_REQUEST, id, reason));
    }
    if let Some("shutdown" | "exit") = fields.get("method").and_then(Value::as_str) {
        fields.remove("params");
    }
    if let Some(params) = fields.get_mut("params") {
        mend_addresses(params);
    }
    Ok(message.to_string().into_bytes())
}

/// The answer to a header that announces an impossible length.
pub(super) fn bad_length(value: &str) -> Value {
    refusal(PARSE_ERROR, &Value::Null, &format!("`Content-Length: {value}` cannot be followed"))
}

/// What the transport insists on.
fn shape(fields: &Map<String, Value>) -> Result<(), &'static str> {
    if fields.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return Err("`jsonrpc` must be \"2.0\"");
    }
    if fields.get("id").is_some_and(|id| !is_id(id)) {
        return Err("`id` must be an integer or a string");
    }
    match fields.get("method") {
        Some(Value::String(_)) => Ok(()),
        None if fields.contains_key("result") || fields.contains_key("error") => Ok(()),
        _ => Err("`method` must be a string"),
    }
}

fn is_id(id: &Value) -> bool {
    id.is_null() || id.is_i64() || id.is_string()
}

fn refusal(code: i32, id: &Value, message: &str) -> Value {
    tracing::warn!(code, message, "refused a message");
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}

/// Mends every field that the protocol types as an address. One that cannot be mended would make
/// the whole message vanish, so say so.
fn mend_addresses(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(mend_addresses),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                match field {
                    Value::String(address) if matches!(name.as_str(), "uri" | "rootUri") => {
                        if let Some(mended) = uri::mend(address) {
                            *address = mended;
                        }
                        if uri::parse(address).is_none() {
                            tracing::warn!(address, "not an address");
                            if name == "rootUri" {
                                *field = Value::Null;
                            }
                        }
                    }
                    _ => mend_addresses(field),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(message: &Value) -> Value {
        let bytes = accept(message.to_string().as_bytes()).expect("accepted");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    fn refused(body: &str) -> (i64, Value) {
        let response = accept(body.as_bytes()).expect_err("refused");
        (response["error"]["code"].as_i64().expect("a number"), response["id"].clone())
    }

    #[test]
    fn messages_pass_unchanged() {
        for message in [
            json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}, "rootUri": null}}),
            json!({"jsonrpc": "2.0", "id": "a", "result": null}),
            json!({"jsonrpc": "2.0", "id": -1, "error": {"code": 1, "message": ""}}),
            json!({"jsonrpc": "2.0", "method": "x", "params": [1]}),
        ] {
            assert_eq!(accepted(&message), message);
        }
    }

    #[test]
    fn what_is_no_message_is_answered() {
        let nested = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
        assert_eq!(refused("{"), (-32700, Value::Null));
        assert_eq!(refused(""), (-32700, Value::Null));
        assert_eq!(
            refused(&format!(r#"{{"jsonrpc":"2.0","id":1,"method":"x","params":{nested}}}"#)),
            (-32700, Value::Null)
        );
        assert_eq!(refused(r#"{"jsonrpc":"2.0","method":"x","params":1e999}"#), (-32700, Value::Null));
        assert_eq!(refused("[]"), (-32600, Value::Null));
        assert_eq!(refused(r#"{"id":1,"method":"x"}"#), (-32600, json!(1)));
        assert_eq!(refused(r#"{"jsonrpc":"2.0","id":1.5,"method":"x"}"#), (-32600, Value::Null));
        assert_eq!(refused(r#"{"jsonrpc":"2.0","id":2}"#), (-32600, json!(2)));
        assert_eq!(refused(r#"{"jsonrpc":"2.0","id":3,"method":4}"#), (-32600, json!(3)));
    }

    #[test]
    fn a_key_that_occurs_twice_counts_once() {
        let bytes = accept(br#"{"jsonrpc":"2.0","jsonrpc":"2.0","method":"a","method":"b"}"#).expect("accepted");
        assert_eq!(String::from_utf8(bytes).expect("text"), r#"{"jsonrpc":"2.0","method":"b"}"#);
    }

    #[test]
    fn shutdown_takes_no_parameters() {
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "shutdown", "params": {}});
        assert_eq!(accepted(&message), json!({"jsonrpc": "2.0", "id": 1, "method": "shutdown"}));
    }

    #[test]
    fn addresses_are_mended_wherever_they_stand() {
        let message = |root: Value, document: &str| {
            json!({"jsonrpc": "2.0", "method": "x", "params": {
                "rootUri": root, "textDocument": {"uri": document, "text": "uri: a b"}, "changes": [{"uri": document}]}})
        };
        let mended = accepted(&message(json!("file:///a b"), "file:///ü[1].md"));
        assert_eq!(mended, message(json!("file:///a%20b"), "file:///%C3%BC%5B1%5D.md"));
        assert_eq!(accepted(&message(json!(""), "x")), message(Value::Null, "x"));
    }
}
