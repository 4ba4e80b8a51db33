//! Mends what the derives cannot be told: names of generic types, and values that are never sent.

use std::mem::take;

use serde_json::{Map, Value, json};

use super::everywhere::RETRY_AFTER;

/// Names of generic types, and better ones.
const RENAMED: [(&str, &str); 4] = [
    ("Moderation_Participant", "Moderation"),
    ("ModerationResult_Participant", "ModerationResult"),
    ("Moderation_Registered", "Removal"),
    ("ModerationResult_Registered", "RemovalResult"),
];

/// Mends a document.
pub(super) fn finish(mut document: Value) -> Value {
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
    // What an older client reads for a newer code.
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

/// Requests that say in exactly one of several ways whom they are about.
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

/// Every answer of a status has its headers, but for one.
fn require_headers(response: &mut Map<String, Value>) {
    let headers = response.get_mut("headers").and_then(Value::as_object_mut);
    for (name, header) in headers.into_iter().flatten() {
        header["required"] = json!(name != RETRY_AFTER);
    }
}

/// A value that is absent is left out, and not null.
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

/// The type parameters of generic types are written out: they have names, too.
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
