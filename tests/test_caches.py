"""Whatever a process keeps by key is named here with what bounds it: a map that grows with what comes from outside is
how memory runs out."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAPS = {"dict", "set", "Counter", "OrderedDict", "defaultdict"}
BOUNDED = {
    "gateway/endpoints/docs.py:_shown": "our own calls",
    "gateway/endpoints/health.py:_states": "services",
    "gateway/endpoints/openapi.py:_document": "our own calls",
    "gateway/ingress/addresses.py:_bytes": "connections",
    "gateway/ingress/addresses.py:_connections": "connections",
    "gateway/ingress/addresses.py:_buffering": "connections",
    "gateway/ingress/addresses.py:share_of": "maxsize",
    "gateway/ingress/clients.py:_lies_within": "maxsize",
    "gateway/ingress/edge.py:_asked": "MOST_REPEATED",
    "gateway/limits.py:_held": "requests in flight",
    "gateway/routes.py:_exact": "our own calls",
    "gateway/routes.py:_prefixes": "our own calls",
    "gateway/routes.py:_with_id": "our own calls",
    "gateway/streams/changes.py:_told": "clinics",
    "gateway/streams/streams.py:_open": "max_streams",
    "gateway/streams/streams.py:_users": "max_streams",
    "gateway/upstreams/breaker.py:_failing": "the last seconds' failures",
    "gateway/upstreams/breaker.py:_own": "who failed lately",
    "gateway/upstreams/replica.py:_idle": "requests in flight",
    "gateway/upstreams/shares.py:_demands": "MOST_ASKING",
    "services/auth/keys/ring.py:_private": "our own keys",
    "services/auth/keys/ring.py:_public": "our own keys",
    "services/auth/settings.py:secrets_by_service": "services",
    "services/billing/invoicing/credit_notes/left.py:_many": "a bill's lines",
    "services/billing/invoicing/credit_notes/left.py:_worth": "a bill's lines",
    "services/patients/index/queries.py:_add": "our own tables",
    "services/scheduling/book/placing/rules.py:zone_rules": "maxsize",
    "shared/identity/tokens.py:_keys": "our own keys",
    "shared/identity/tokens.py:_users": "CACHED_TOKENS",
    "shared/identity/tokens.py:revoked": "sessions that ended before their token did",
    "shared/feed/directory.py:_clinics": "MOST_CLINICS",
    "shared/feed/follower.py:_active": "ACTIVE",
    "shared/feed/follower.py:_anew": "clinics",
    "shared/feed/follower.py:_behind": "clinics",
    "shared/feed/follower.py:_places": "clinics",
    "shared/feed/nodes.py:_resting": "workers",
    "shared/feed/nodes.py:_workers": "clinics",
    "shared/feed/resting.py:_clinics": "clinics",
    "shared/feed/people.py:_spellings": "maxsize",
    "shared/feed/people.py:plain_name": "maxsize",
    "shared/process/http1/exchange.py:scope": "a request",
    "shared/process/http1/framing.py:status_line": "statuses",
    "shared/data/idempotency.py:READERS": "our own calls",
    "shared/data/workers.py:_moved": "workers",
    "shared/data/workers.py:_workers": "clinics, and forgotten each minute",
    "shared/data/single_flight.py:_tasks": "requests in flight",
    "shared/data/single_flight.py:_waiting": "requests in flight",
    "shared/data/cache.py:_clinics": "MOST_BYTES",
    "shared/process/metrics.py:_children": "methods, our own calls, statuses",
    "shared/data/paging.py:_free_text": "our own shapes",
    "shared/data/paging.py:_statements": "sets of our own filters",
    "shared/identity/peers.py:_ways": "services",
    "shared/process/rendering/turns.py:_held": "PLACES",
    "shared/process/rendering/turns.py:_lines": "PLACES",
    "shared/data/resources.py:_writes": "sets of our own columns",
    "shared/api/service.py:migration": "one",
    "shared/wire/shape_fields.py:fields_of": "our own shapes",
    "shared/process/shares.py:_held": "requests in flight",
    "shared/process/shares.py:_lines": "requests in flight",
}


def test_all_that_is_kept_by_key_is_bounded() -> None:
    assert set(_kept()) == set(BOUNDED)


def _kept() -> Iterator[str]:
    for folder in ("gateway", "shared", "services"):
        for path in (ROOT / folder).rglob("*.py"):
            if not {"tests", "testing"} & set(path.parts):
                for name in _of(ast.parse(path.read_text())):
                    yield f"{path.relative_to(ROOT)}:{name}"


def _of(tree: ast.AST) -> Iterator[str]:
    """Functions whose answers are cached, and names of a module or an object that begin as an empty map."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any("cache" in ast.unparse(each) for each in node.decorator_list):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _is_empty_map(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (each.attr for each in targets if isinstance(each, ast.Attribute))
            yield from (each.id for each in targets if isinstance(each, ast.Name) and not node.col_offset)


def _is_empty_map(value: ast.expr) -> bool:
    if isinstance(value, ast.Dict):
        return not value.keys
    if not isinstance(value, ast.Call) or (name := ast.unparse(value.func).split("[")[0]) not in MAPS:
        return False
    return name == "defaultdict" or not value.args
