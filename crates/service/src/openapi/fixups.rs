//! Corrects what the derives cannot express: names of generic types, and values that are never
//! sent.

use std::mem::take;

use serde_json::{Map, Value, json};

use super::common::RETRY_AFTER;

/// The derived names of generic types, and their names in the document.
const RENAMED: [(&str, &str); 4] = [
    ("Moderation_Participant", "Moderation"),
    ("ModerationResult_Participant", "ModerationResult"),
    ("Moderation_Registered", "Removal"),
    ("ModerationResult_Registered", "RemovalResult"),
];

/// Corrects a document.
pub(super) fn fix_up(mut document: Value) -> Value {
    walk(&mut document, &|schema| {
        rename(schema);
        without_null(schema);
        require_headers(schema);
    });
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else {
        return document;
    };
    for (name, better) in RENAMED {
        if let Some(schema) = schemas.remove(name) {
            schemas.insert(better.to_owned(), schema);
        }
    }
    for (name, ways) in exactly_one_of() {
        schemas[name]["oneOf"] = ways;
    }
    // Only clients have this one, for codes that they do not know.
    if let Some(codes) = schemas["ErrorCode"]["enum"].as_array_mut() {
        codes.retain(|code| code != "unknown");
    }
    let known = schemas.clone();
    for schema in schemas.values_mut().filter_map(Value::as_object_mut) {
        for member in schema.values_mut() {
            walk(member, &|schema| refer(schema, &known));
        }
    }
    document
}

/// Requests with exactly one of several ways to name their targets.
fn exactly_one_of() -> [(&'static str, Value); 2] {
    let (participants, selectors) = (
        json!({"required": ["participants"]}),
        json!({"required": ["selectors"]}),
    );
    let all = json!({"required": ["all"], "properties": {"all": {"const": true}}});
    [
        ("ModerationRequest", json!([participants, selectors, all])),
        ("RemovalRequest", json!([participants, selectors])),
    ]
}

/// Visits all objects, the outer ones first.
fn walk(value: &mut Value, visit: &impl Fn(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            visit(members);
            members.values_mut().for_each(|value| walk(value, visit));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| walk(value, visit)),
        _ => {}
    }
}

fn rename(schema: &mut Map<String, Value>) {
    if let Some(Value::String(reference)) = schema.get_mut("$ref") {
        let name = reference.rsplit('/').next();
        if let Some((old, better)) = RENAMED.iter().find(|(old, _)| name == Some(old)) {
            *reference = reference.replace(old, better);
        }
    }
}

/// Every response of a status has its headers, except one.
fn require_headers(response: &mut Map<String, Value>) {
    let headers = response.get_mut("headers").and_then(Value::as_object_mut);
    for (name, header) in headers.into_iter().flatten() {
        header["required"] = json!(name != RETRY_AFTER);
    }
}

/// An absent value is left out, not null.
fn without_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [kind] = &mut **types {
            schema["type"] = kind.take();
        }
    }
    if let Some(Value::Array(ways)) = schema.get_mut("oneOf") {
        ways.retain(|way| way["type"] != "null");
        if let [Value::Object(only)] = &mut **ways {
            let only = take(only);
            schema.remove("oneOf");
            schema.extend(only);
        }
    }
}

/// The derives write out the type parameters of generic types, which have schemas of their own:
/// refers to those.
fn refer(schema: &mut Map<String, Value>, known: &Map<String, Value>) {
    let name = known.iter().find_map(|(name, same)| {
        let same = same.as_object()?;
        (same == schema).then_some(name)
    });
    if let Some(name) = name {
        schema.clear();
        let reference = format!("#/components/schemas/{name}");
        schema.insert("$ref".to_owned(), json!(reference));
    }
}
