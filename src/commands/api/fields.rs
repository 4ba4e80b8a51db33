//! `-f` and `-F`: members of a body, or of a query, said one by one.

use serde_json::{Map, Value};

/// What the members say together, in their order: those of `-f` are strings, those of `-F` whatever
/// JSON they are, or else strings. `key[]=value` adds to a list, and `key[]` alone is an empty one.
pub(super) fn members(strings: &[String], typed: &[String]) -> Result<Map<String, Value>, String> {
    let string = |value: &str| Value::String(value.to_owned());
    let json = |value: &str| serde_json::from_str(value).unwrap_or_else(|_| string(value));
    let mut members = Map::new();
    for field in strings {
        add(&mut members, field, string)?;
    }
    for field in typed {
        add(&mut members, field, json)?;
    }
    Ok(members)
}

fn add(
    members: &mut Map<String, Value>,
    field: &str,
    read: impl Fn(&str) -> Value,
) -> Result<(), String> {
    let (key, value) = match field.split_once('=') {
        Some((key, value)) => (key, Some(read(value))),
        None => (field, None),
    };
    let list = key.strip_suffix("[]");
    let name = list.unwrap_or(key);
    if name.is_empty() || (list.is_none() && value.is_none()) {
        return Err(format!("'{field}' is no field: key=value, or key[]=value"));
    }
    if list.is_none() {
        return match members.insert(name.to_owned(), value.unwrap_or_default()) {
            None => Ok(()),
            Some(_) => Err(format!("'{name}' is given twice: a list is {name}[]=value")),
        };
    }
    let list = members
        .entry(name)
        .or_insert_with(|| Value::Array(Vec::new()));
    match list {
        Value::Array(items) => items.extend(value),
        _ => return Err(format!("'{name}' is given both as a list and as a value")),
    }
    Ok(())
}

/// The members as a query: a list is its key several times.
pub(super) fn query(members: &Map<String, Value>) -> Vec<(String, String)> {
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let mut query = Vec::new();
    for (name, value) in members {
        match value {
            Value::Array(items) => {
                let items = items.iter().map(|item| (format!("{name}[]"), word(item)));
                query.extend(items);
            }
            value => query.push((name.clone(), word(value))),
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(strings: &[&str], typed: &[&str]) -> Result<Value, String> {
        let owned = |fields: &[&str]| fields.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>();
        members(&owned(strings), &owned(typed)).map(Value::Object)
    }

    #[test]
    fn fields_are_strings_or_json_and_lists_grow() {
        let fields = of(
            &[
                "title=true",
                "participants[]=a=b",
                "participants[]=",
                "none[]",
            ],
            &[
                "all=true",
                "page=2",
                "name=Ama",
                "who={\"a\":[1]}",
                "null=null",
            ],
        );
        let expected = json!({
            "title": "true", "participants": ["a=b", ""], "none": [],
            "all": true, "page": 2, "name": "Ama", "who": {"a": [1]}, "null": null,
        });
        assert_eq!(fields, Ok(expected));
    }

    #[test]
    fn what_is_no_field_is_said() {
        for field in ["title", "=a", "[]=a", ""] {
            let error = of(&[field], &[]).unwrap_err();
            assert!(error.contains("is no field"), "{error}");
        }
        assert!(of(&["a=1"], &["a=2"]).unwrap_err().contains("twice"));
        assert!(of(&["a=1", "a[]=2"], &[]).unwrap_err().contains("both"));
        assert!(of(&["a[]=1", "a=2"], &[]).is_err());
    }

    #[test]
    fn a_query_repeats_lists() {
        let Value::Object(fields) =
            of(&["search=a b", "id[]=1", "id[]=2"], &["live=true"]).unwrap()
        else {
            panic!("it is an object")
        };
        let query = query(&fields);
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let expected = [
            pair("id[]", "1"),
            pair("id[]", "2"),
            pair("live", "true"),
            pair("search", "a b"),
        ];
        assert_eq!(query.len(), 4);
        assert!(
            expected.iter().all(|pair| query.contains(pair)),
            "{query:?}"
        );
    }
}
