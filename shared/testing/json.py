"""JSON bodies for hypothesis: good ones with a place in them that is none, too much, or another thing than it looks."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hypothesis import strategies as st

Path = tuple[str | int, ...]

WRONG_VALUES: Final = (
    b"1e400", b"-1e400", b"1E-400", b"NaN", b"-Infinity", b"-0", b"-0.0", b"1.0", b"0.10000000000000000555111512312578",
    b"9" * 20, b"9" * 40, b"9" * 5000, b"01", b"+1", b".5", b"0x1", b"null", b"true", b"[]", b"{}", b'""', b'" "',
    b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\u0000"', b'"\xff"', b'"\xed\xa0\x80"', b'"\xc0\x80"', b'"\n"', b"'a'", b"",
    b"[" * 70 + b"]" * 70, b'{"a":' * 70 + b"1" + b"}" * 70, b"[" * 5000, b"[" * 5000 + b"]" * 5000,
    b'"' + b"x" * 100_001 + b'"', '"{}"'.format("a" + "\u0301" * 200).encode(), '"\u200b"'.encode(),
    '"\u3164"'.encode(), '"\u202eabc"'.encode(), '"\ufeff"'.encode(), '"👩‍⚕️"'.encode(), b'"\\u1100\\u1161"',
    b'"2"', b'"2.5"', b'"NaN"', b'"1e5"', b'"0000-00-00"', b'"0001-01-01"', b'"2026-02-30"', b'"9999-12-31"',
    b'"9999-12-31T23:59:59-12:00"', b'"00000000-0000-0000-0000-000000000000"',
    b'"019AC0DE-0000-7000-8000-000000000000"',
)  # fmt: skip
WRONG_MEMBERS: Final = (
    b'"zzz": 1', b'"": 1', b'"__proto__": {}', b'"clinicId": null', b'"id": 1', b'"version": 1e2', b'"\\u0000": 1',
    b'"a\\ud800": 1', b'"a" 1', b'"a":', b"a: 1", b"1: 1", b"//\n",
)  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn, bodies: st.SearchStrategy[Any]) -> bytes:
    """With a few values changed, or a member too many, or one that stands twice."""
    body = draw(bodies)
    paths = st.sampled_from(list(_paths(body)))
    values = draw(st.dictionaries(paths, st.sampled_from(WRONG_VALUES), max_size=2))
    members = draw(st.dictionaries(paths, st.sampled_from([*WRONG_MEMBERS, *_members(body)]), max_size=1))
    return written(body, values, members)


def written(value: Any, values: Mapping[Path, bytes], members: Mapping[Path, bytes], path: Path = ()) -> bytes:
    """As JSON, with `values` in the place of those at these paths, and `members` added to objects there."""
    if path in values:
        return values[path]
    if isinstance(value, dict):
        inner = [_member(name, written(item, values, members, (*path, name))) for name, item in value.items()]
        return b"{%b}" % b", ".join([*inner, members[path]] if path in members else inner)
    if isinstance(value, list):
        return b"[%b]" % b", ".join(written(item, values, members, (*path, n)) for n, item in enumerate(value))
    return json.dumps(value).encode()


def _member(name: str, value: bytes) -> bytes:
    return json.dumps(name).encode() + b": " + value


def _members(body: Any) -> list[bytes]:
    return [_member(name, b"null") for name in body] if isinstance(body, dict) else []


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        yield from _paths(item, (*path, name))
