//! What the handlers of all operations have in common: `POST`, a JSON body, and 200 whatever the
//! results are.

/// Makes the handlers of a group of operations. Each has a summary, a name, which is its
/// `operationId`, a path, an [`Operation`](model::Operation) and its problems.
macro_rules! operation_routes {
    (
        tag: $tag:literal,
        target: $target:ty,
        request: $request:ident,
        response: $response:ident, $described:literal,
        run: $run:path,
        about: $about:literal,
        role: $role:literal,
        $(
            $(#[$summary:meta])+
            $name:ident: $path:path, $operation:path, $problems:ident;
        )+
    ) => {$(
        $(#[$summary])+
        #[utoipa::path(
            post,
            path = $path,
            tag = $tag,
            operation_id = stringify!($name),
            description = concat!($about, "\n\n", $role),
            request_body = $request,
            responses(
                (status = 200, description = $described, body = $response),
                $problems,
            ),
        )]
        pub(crate) async fn $name(
            axum::extract::State(app): axum::extract::State<std::sync::Arc<$crate::app::App>>,
            $crate::handlers::extract::Segment(target): $crate::handlers::extract::Segment<$target>,
            $crate::handlers::extract::Body(body): $crate::handlers::extract::Body<$request>,
        ) -> Result<$crate::audit::extensions::AuditedJson<$response>, $crate::failure::Failure> {
            let done = $run(&app, target, $operation, body).await?;
            Ok($crate::audit::extensions::AuditedJson(axum::http::StatusCode::OK, done))
        }
    )+};
}

pub(super) use operation_routes;
