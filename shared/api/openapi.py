"""OpenAPI 3.1 out of routes and shapes: what isn't declared can't be called, so the document can't lag behind."""

import inspect
import re
from typing import Any

import msgspec

from shared.api.endpoints import Endpoint
from shared.wire.errors import Fault
from shared.wire.shapes import Shape

NOT_ONCE = "An Idempotency-Key has no effect here: sent twice, it is done twice."
ERRORS = {
    "400": "The request can't be read.",
    "401": "No token, or one that is invalid or expired.",
    "403": "The user's roles don't allow it.",
    "404": "Nothing here under this id, or it is another clinic's.",
    "409": "It conflicts with what is there.",
    "412": "It was changed since it was read; `current` is how it is now, `changedBy` the id and name of who did it "
    "(null where no user did).",
    "413": "The body is too large.",
    "415": "The body isn't application/json, or it is encoded.",
    "422": "Something in it is invalid; `errors` lists every fault with its path.",
    "428": "Somebody else wrote the last version: send its ETag as If-Match.",
    "429": "Too many requests; Retry-After says when to try again.",
    "503": "A part of the system doesn't answer just now; Retry-After says when to try again.",
}


class ProblemDetails(msgspec.Struct, rename="camel", omit_defaults=True):
    """RFC 9457, with `error` and `message` for clients of the first API."""

    type: str
    title: str
    status: int
    detail: str
    error: str
    message: str
    request_id: str
    errors: list[Fault] = []


def document(service: str, endpoints: list[Endpoint]) -> dict[str, Any]:
    public = [endpoint for endpoint in endpoints if not endpoint.path.startswith("/internal")]
    shapes = [shape for e in public for shape in (e.body, e.response) if shape not in (None, bytes)]
    schemas, components = _with_numbers(
        msgspec.json.schema_components([*shapes, ProblemDetails], ref_template="#/components/schemas/{name}")
    )
    by_shape = {id(shape): schema for shape, schema in zip([*shapes, ProblemDetails], schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in public:
        operation = _operation(service, endpoint, by_shape, components)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "VetChart", "version": "1"},
        "servers": [{"url": "/api"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _with_numbers(schema: Any) -> Any:
    """Decimals go over the wire as JSON numbers; msgspec would describe them as texts."""
    if isinstance(schema, dict):
        if schema.get("format") == "decimal":
            return {"type": "number"}
        return {name: _with_numbers(value) for name, value in schema.items()}
    if isinstance(schema, (list, tuple)):
        return [_with_numbers(value) for value in schema]
    return schema


def _operation(
    service: str, endpoint: Endpoint, by_shape: dict[int, dict[str, Any]], components: dict[str, Any]
) -> dict[str, Any]:
    name = endpoint.name or getattr(endpoint.handler, "__name__", "call")
    said = endpoint.summary or (inspect.getdoc(endpoint.handler) or "").partition("\n")[0]
    resource = endpoint.path.split("/")[1].replace("-", "_")
    operation: dict[str, Any] = {
        "operationId": f"{service}_{resource}_{name}",
        "summary": said.rstrip(".") or name.replace("_", " "),
        "tags": [resource],
        **({} if endpoint.once or endpoint.method != "POST" else {"description": NOT_ONCE}),
        "parameters": [*_path_parameters(endpoint), *_query_parameters(endpoint.query), *_headers(endpoint)],
        "responses": _responses(endpoint, by_shape),
        "security": [] if endpoint.permission is None else [{"bearer": []}],
    }
    if endpoint.permission is not None:
        operation["x-permission"] = endpoint.permission
    if endpoint.body:
        schema = by_shape[id(endpoint.body)]
        if endpoint.method == "PUT":
            schema = _partial(schema, components)
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _partial(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Of a merge patch, as a PUT is one: the same shape with nothing required."""
    name = schema["$ref"].rpartition("/")[2]
    changed = f"{name}Change"
    components[changed] = {k: v for k, v in components[name].items() if k != "required"} | {"title": changed}
    return {"$ref": f"#/components/schemas/{changed}"}


def _path_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", endpoint.path)
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}} for name in names
    ]


def _query_parameters(query: type[Shape] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    _, components = msgspec.json.schema_components([query])
    properties = components[query.__name__]["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]


def _headers(endpoint: Endpoint) -> list[dict[str, Any]]:
    text = {"type": "string"}
    once = endpoint.method == "POST" and endpoint.once
    over = endpoint.method in ("PUT", "DELETE", "PATCH") or (once and "{" in endpoint.path)
    names = ["Idempotency-Key"] * once + ["If-Match", "If-None-Match"] * over
    return [{"name": name, "in": "header", "schema": text} for name in names]


def _responses(endpoint: Endpoint, by_shape: dict[int, dict[str, Any]]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done."}
    if endpoint.response is bytes:
        good["content"] = {"application/pdf": {}}
    elif endpoint.response is not None:
        good["content"] = {"application/json": {"schema": by_shape[id(endpoint.response)]}}
    problem = {"application/problem+json": {"schema": by_shape[id(ProblemDetails)]}}
    errors = {status: {"description": text, "content": problem} for status, text in ERRORS.items()}
    return {str(endpoint.status): good, **errors}
