"""/api/docs: the OpenAPI document as one page to read. Made here, without a script or a foreign server."""

from html import escape
from pathlib import Path
from typing import Any

import msgspec
from starlette.responses import Response

from gateway.endpoints.openapi import METHODS, OpenApi
from gateway.http.calls import PAGE_HEADERS, OwnCall

STYLE = Path(__file__).with_name("docs.css").read_bytes()
Object = dict[str, Any]


class Docs:
    def __init__(self, openapi: OpenApi) -> None:
        self._openapi = openapi
        self._shown: Object = {}
        self._page = b""

    async def page(self, call: OwnCall) -> Response:
        document = await self._openapi.current()
        if document is not self._shown:
            self._shown, self._page = document, page(document).encode()
        headers = PAGE_HEADERS | {"Cache-Control": "no-cache"}
        return call.answer(self._page, "text/html; charset=utf-8", headers)

    async def style(self, call: OwnCall) -> Response:
        return call.answer(STYLE, "text/css; charset=utf-8", {"Cache-Control": "no-cache"})


def page(document: Object) -> str:
    schemas = document["components"]["schemas"]
    tags: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method in METHODS:
            if operation := operations.get(method):
                tags.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    links = "".join(f'<a href="#{escape(tag)}">{escape(tag)}</a>' for tag in sorted(tags))
    calls = "".join(f'<section id="{escape(t)}"><h2>{escape(t)}</h2>{"".join(tags[t])}</section>' for t in sorted(tags))
    shapes = "".join(_shape(name, schema) for name, schema in schemas.items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>VetChart API</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/api/docs/style.css"></head>'
        f'<body><header><h1>VetChart API</h1><p>All paths are below <code>/api</code>. <a href="/api/openapi.json">'
        f"OpenAPI document</a></p><nav>{links}<a href='#shapes'>shapes</a></nav></header><main>{calls}"
        f'<section id="shapes"><h2>shapes</h2>{shapes}</section></main></body></html>'
    )


def _operation(method: str, path: str, operation: Object) -> str:
    permission = operation.get("x-permission", "open to everyone" if not operation["security"] else "")
    bodies = [_kind(each["schema"]) for each in operation.get("requestBody", {}).get("content", {}).values()]
    return (
        f'<details><summary><b class="{method}">{method.upper()}</b> <code>{escape(path)}</code> '
        f"<span>{escape(operation.get('summary', ''))}</span></summary><p class='permission'>{escape(permission)}</p>"
        f"{_parameters(operation.get('parameters', []))}"
        f"{''.join(f'<p>Body: {body}</p>' for body in bodies)}"
        f"<dl>{''.join(_answer(status, each) for status, each in operation['responses'].items())}</dl></details>"
    )


def _parameters(parameters: list[Object]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(each['name'])}</code></td><td>{escape(each['in'])}</td>"
        f"<td>{_kind(each.get('schema', {}))}</td></tr>"
        for each in parameters
    )
    return f"<table>{rows}</table>" if rows else ""


def _answer(status: str, answer: Object) -> str:
    kinds = "".join(_kind(each["schema"]) for each in answer.get("content", {}).values() if "schema" in each)
    return f"<dt>{escape(status)}</dt><dd>{escape(answer.get('description', ''))} {kinds}</dd>"


def _shape(name: str, schema: Object) -> str:
    required = schema.get("required", [])
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code></td><td>{_kind(kind)}</td>"
        f"<td>{'required' if field in required else ''}</td></tr>"
        for field, kind in schema.get("properties", {}).items()
    )
    text = escape(schema.get("description", ""))
    title = f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary>'
    return f"{title}<p>{text}</p><table>{rows}</table></details>"


def _kind(schema: Object) -> str:
    """A type in a few words."""
    if reference := schema.get("$ref"):
        name = escape(reference.rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if choices := schema.get("anyOf"):
        return " or ".join(_kind(each) for each in choices)
    if values := schema.get("enum"):
        return " | ".join(escape(msgspec.json.encode(value).decode()) for value in values)
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    limits = ", ".join(f"{key} {schema[key]}" for key in LIMITS if key in schema)
    name = escape(str(schema.get("format") or schema.get("type") or "any"))
    return f"{name} ({escape(limits)})" if limits else name


LIMITS = ("minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "pattern", "minItems", "maxItems")
