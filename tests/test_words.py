"""What any shape says of any value that it refuses is for people: no word of a program's language is in it."""

import importlib
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.wire.errors import Fault, Invalid
from shared.wire.shapes import Shape, decode, read_query

ROOT = Path(__file__).parents[1]
PROGRAMS = re.compile(
    r"[`\\^]|expected|regex|matching|invalid|enum|null|\b(str|int|float|bool|decimal|array|none|uuid|utf|varchar)\b",
    re.I,
)
VALUES: list[Any] = [
    *("", " ", "x", "\u200b", "\u202e", "e" + "\u0301" * 31, "x" * 100_001, "25:00", "0026-01-05", "é" * 600),
    *(-1, 2**60, True, Decimal("0.5"), Decimal("-1e20"), {}, {"a": 1}, [], ["x"] * 500, [1, None, {}, "\u202e"], None),
]


def shapes(kind: type[Shape] = Shape) -> list[type[Shape]]:
    return [each for sub in kind.__subclasses__() for each in (sub, *shapes(sub))]


HOLD_SHAPES = ("services/**/schemas.py", "services/**/room.py", "shared/*/*.py")
for path in [path for places in HOLD_SHAPES for path in ROOT.glob(places)]:
    if path.parent.name not in ("testing", "tests"):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
ALL = [shape for shape in shapes() if shape.__module__.startswith(("services.", "shared."))]


def refused(shape: type[Shape], body: dict[str, Any]) -> tuple[Fault, ...]:
    try:
        decode(body, shape)
    except Invalid as error:
        return error.faults
    return ()


@pytest.mark.parametrize("shape", ALL, ids=lambda shape: f"{shape.__module__}.{shape.__name__}")
def test_are_for_people(shape: type[Shape]) -> None:
    names = [field.encode_name for field in msgspec.structs.fields(shape)]
    told = [fault for value in VALUES for fault in refused(shape, {**dict.fromkeys(names, value), "more": 1})]
    assert {fault.path for fault in told} >= {"more"}
    assert [fault for fault in told if PROGRAMS.search(fault.message)] == []


@pytest.mark.parametrize("shape", [each for each in ALL if each.__name__.endswith(("Filter", "Probe", "Since"))])
def test_of_queries_are_for_people(shape: type[Shape]) -> None:
    names = [field.encode_name for field in msgspec.structs.fields(shape)]
    for text in ("x", "-1", "1.5", "9" * 400, "\u202e", "0026-01-05", "true"):
        with pytest.raises(Invalid) as error:
            read_query(dict.fromkeys(names, text), shape)
        assert [fault for fault in error.value.faults if PROGRAMS.search(fault.message)] == []


def patterns() -> list[tuple[str, dict[str, Any]]]:
    texts = [text for shape in ALL for text in _texts(msgspec.inspect.type_info(shape).fields, {})]  # type: ignore[attr-defined]
    return [(kind.pattern, extra) for kind, extra in texts if kind.pattern not in (None, r"\S")]


def _texts(node: Any, extra: dict[str, Any]) -> list[tuple[msgspec.inspect.StrType, dict[str, Any]]]:
    if isinstance(node, msgspec.inspect.StrType):
        return [(node, extra)]
    if isinstance(node, msgspec.inspect.Metadata):
        return _texts(node.type, node.extra or {})
    inner = node if isinstance(node, tuple) else [getattr(node, name, ()) for name in ("type", "types", "item_type")]
    return [text for each in inner if each for text in _texts(each, extra)]


def test_each_pattern_has_its_own() -> None:
    assert patterns()
    assert [pattern for pattern, extra in patterns() if not extra.get("words")] == []


CASES: dict[str, tuple[str, Any, str]] = {
    "a choice": ("recordType", "checkup", "must be one of vaccine, surgery, treatment, dental"),
    "a day": ("visitDate", "soon", "must be a day as 2026-11-27"),
    "a text": ("notes", 5, "must be text"),
    "a long text": ("veterinarian", "x" * 501, "has more than 500 characters"),
    "an id": ("patientId", "x", "must be an id as 0195f6a0-0000-7000-8000-000000000000"),
    "a microchip": ("microchip", "12", "needs 15 digits"),
    "a long microchip": ("microchip", "1" * 16, "needs 15 digits"),
    "a number": ("weight", "heavy", "must be a number"),
    "a range": ("age", 301, "must be a whole number, at least 0 and at most 300"),
    "a list": ("alerts", "x", "must be a list"),
    "a long list": ("alerts", ["x"] * 51, "has more than 50 entries"),
    "a switch": ("disabled", "yes", "must be true or false"),
    "a password": ("password", "short", "needs at least 8 characters"),
    "an address": ("email", "x", "must be an e-mail address as ann@example.com"),
    "a missing field": ("name", ..., "is required"),
    "an unknown field": ("color", "red", "is not a field of this resource"),
}


@pytest.mark.parametrize("name", CASES)
def test_say_what_is_right(name: str) -> None:
    path, value, words = CASES[name]
    known = [each for each in ALL if each.__name__ in ("RecordIn", "PatientIn", "NewUser")]
    body = {} if value is ... else {path: value}
    told = {fault.message for shape in known for fault in refused(shape, body) if fault.path == path}
    assert words in told


def test_of_a_choice_are_for_programs_too() -> None:
    record = next(each for each in ALL if each.__name__ == "RecordIn")
    fault = next(fault for fault in refused(record, {"recordType": "checkup"}) if fault.path == "recordType")
    assert (fault.code, fault.allowed) == ("choice", ("vaccine", "surgery", "treatment", "dental"))
