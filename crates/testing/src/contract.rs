//! The Stage API's contract: every response must be as the `OpenAPI` document says.

use reqwest::header::HeaderMap;
use reqwest::{Body, Method, Request, RequestBuilder, StatusCode};
use serde_json::{Value, json};

/// What the `OpenAPI` document promises, and the check that a service keeps it.
pub struct Contract {
    document: &'static Value,
    /// The document's components, with object schemas that take no unnamed member.
    closed: Value,
}

/// A response of the Stage API.
#[derive(Debug)]
pub struct ApiResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body: JSON, or a string where it is not JSON, or null where there is none.
    pub body: Value,
}

/// A request that was sent.
struct SentRequest {
    method: Method,
    path: String,
    body: Value,
}

impl Contract {
    /// The contract that an `OpenAPI` document states.
    pub fn new(document: &'static Value) -> Self {
        let mut closed = document["components"].clone();
        let schemas = closed["schemas"].as_object_mut().unwrap().values_mut();
        for schema in schemas.filter(|schema| schema["type"] == "object") {
            schema["additionalProperties"] = json!(false);
        }
        Self { document, closed }
    }

    /// Sends a request, and fails unless the document says that this may be the response.
    pub async fn send(&self, request: RequestBuilder) -> ApiResponse {
        let (http, request) = request.build_split();
        let request = request.unwrap();
        let sent = SentRequest::of(&request);
        let response = http.execute(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.unwrap();
        let kind = headers.get("content-type");
        let is_json = kind.is_some_and(|kind| kind.to_str().unwrap().ends_with("json"));
        let body = match &*text {
            "" => Value::Null,
            text if is_json => serde_json::from_str(text).unwrap(),
            text => text.into(),
        };
        let response = ApiResponse {
            status,
            headers,
            body,
        };
        self.check(&sent, &response);
        response
    }

    fn check(&self, sent: &SentRequest, answer: &ApiResponse) {
        let (status, code) = (answer.status.as_str(), answer.body["code"].as_str());
        let Some((template, item)) = self.path_item(&sent.path) else {
            let codes = ["unauthorized", "route_not_found"];
            assert!(codes.contains(&answer.problem().1), "{sent}: {status}");
            return self.validate(
                &json!({"$ref": "#/components/schemas/Problem"}),
                &answer.body,
            );
        };
        let operation = &item[sent.method.as_str().to_lowercase()];
        if operation.is_null() {
            let codes = ["unauthorized", "method_not_allowed"];
            assert!(codes.contains(&answer.problem().1), "{sent}: {status}");
            return self.validate(
                &json!({"$ref": "#/components/schemas/Problem"}),
                &answer.body,
            );
        }
        let response = &operation["responses"][status];
        assert!(
            response.is_object(),
            "{} {template} is not said to answer {status} {code:?}",
            sent.method
        );
        if let Some(code) = code {
            let codes = response["description"].as_str().unwrap();
            let is_listed = codes.contains(&format!("`{code}`"));
            assert!(is_listed, "{sent}: {status} {code} is not in: {codes}");
        }
        let headers = response["headers"].as_object().into_iter().flatten();
        for (header, _) in headers.filter(|(_, header)| header["required"] == true) {
            assert!(answer.headers.contains_key(header), "{sent}: no {header}");
        }
        match answer.headers.get("content-type") {
            Some(kind) => {
                let content = &response["content"][kind.to_str().unwrap()];
                assert!(content.is_object(), "{sent}: {status} is of {kind:?}");
                self.validate(&content["schema"], &answer.body);
            }
            None => assert!(response["content"].is_null(), "{sent}: {status} is empty"),
        }
        if answer.status.is_success() && sent.method != Method::GET {
            let content = &operation["requestBody"]["content"]["application/json"];
            self.validate(&content["schema"], &sent.body);
        }
    }

    fn path_item(&self, path: &str) -> Option<(&'static String, &'static Value)> {
        let fits = |template: &str| {
            let (path, template) = (path.split('/'), template.split('/'));
            path.clone().count() == template.clone().count()
                && path
                    .zip(template)
                    .all(|(is, wanted)| wanted.starts_with('{') || is == wanted)
        };
        let mut paths = self.document["paths"].as_object().unwrap().iter();
        paths.find(|(template, _)| fits(template))
    }

    /// Fails unless a value matches a schema of the document and has no member that the schema does not name.
    pub fn validate(&self, schema: &Value, value: &Value) {
        let errors = self.errors(schema, value);
        assert!(errors.is_empty(), "{errors:#?}\nin {value:#}");
    }

    /// Where a value does not match a schema of the document, with the reasons.
    pub fn errors(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut schema = schema.clone();
        schema["components"] = self.closed.clone();
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap();
        validator
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path))
            .collect()
    }
}

impl ApiResponse {
    /// The status and code of a problem; the body must be a whole problem document.
    pub fn problem(&self) -> (u16, &str) {
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(self.body["status"], json!(self.status.as_u16()));
        assert!(self.body["title"].is_string() && self.body["detail"].is_string());
        (self.status.as_u16(), self.body["code"].as_str().unwrap())
    }
}

impl SentRequest {
    fn of(request: &Request) -> Self {
        let body = request.body().and_then(Body::as_bytes);
        Self {
            method: request.method().clone(),
            path: request.url().path().to_owned(),
            body: body.map_or(Value::Null, |body| {
                serde_json::from_slice(body).unwrap_or_default()
            }),
        }
    }
}

impl std::fmt::Display for SentRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
