"""Validation messages for people: what a value must be, never what a program calls that.

A pattern carries its words with it: `Meta(pattern=..., extra={"words": "needs 15 digits"})`.
"""

import re
from typing import Any, Final, Literal, get_args, get_origin

from msgspec import inspect

from shared.wire.errors import Fault

BLANK: Final = "must hold something that can be seen"
_WORDS: Final[dict[type[inspect.Type], str]] = {
    inspect.BoolType: "must be true or false",
    inspect.DateType: "must be a day as 2026-11-27",
    inspect.DateTimeType: "must be a moment as 2026-11-27T09:30:00Z",
    inspect.DecimalType: "must be a number",
    inspect.FloatType: "must be a number",
    inspect.ListType: "must be a list",
    inspect.StrType: "must be text",
    inspect.UUIDType: "must be an id as 0195f6a0-0000-7000-8000-000000000000",
}


def refusal(path: str, value: Any, kind: inspect.Type, annotation: Any, words: str = "") -> Fault:
    """Of a value that can't be of this kind; `words` are those of its pattern."""
    if isinstance(kind, inspect.Metadata):
        return refusal(path, value, kind.type, annotation, (kind.extra or {}).get("words", words))
    if isinstance(kind, inspect.UnionType):
        inner = next(each for each in kind.types if not isinstance(each, inspect.NoneType))
        return refusal(path, value, inner, annotation, words)
    if isinstance(kind, inspect.StrType) and isinstance(value, str):
        return _text(path, value, kind, words)
    if isinstance(kind, inspect.LiteralType):
        allowed = _choices(annotation)
        return Fault(path, "choice", f"must be one of {', '.join(allowed)}", allowed=allowed)
    if isinstance(kind, inspect.IntType):
        outside = isinstance(value, int) and not isinstance(value, bool)
        return Fault(path, "range" if outside else "invalid", _whole(kind.ge, kind.le))
    return Fault(path, "invalid", _WORDS.get(type(kind), "must be an object"))


def _choices(annotation: Any) -> tuple[str, ...]:
    """In the order in which they were written, which `kind` doesn't keep."""
    if get_origin(annotation) is Literal:
        return tuple(map(str, get_args(annotation)))
    return next((found for each in get_args(annotation) if (found := _choices(each))), ())


def length(path: str, value: list[Any], kind: inspect.ListType) -> Fault | None:
    """The fault of a list with too few or too many entries."""
    least, most = kind.min_length or 0, kind.max_length
    if len(value) < least:
        return Fault(path, "required", f"must hold at least {_count(least, 'entry', 'entries')}")
    if most is not None and len(value) > most:
        return Fault(path, "long", f"has more than {_count(most, 'entry', 'entries')}", limit=most)
    return None


def _text(path: str, value: str, kind: inspect.StrType, words: str) -> Fault:
    least, most = kind.min_length or 0, kind.max_length
    if not value.strip() and least:
        return Fault(path, "required", BLANK)
    if kind.pattern and not re.search(kind.pattern, value):
        return Fault(path, "invalid", words or BLANK)
    if len(value) < least:
        return Fault(path, "short", f"needs at least {_count(least, 'character', 'characters')}", limit=least)
    return Fault(path, "long", f"has more than {_count(most or 0, 'character', 'characters')}", limit=most)


def _whole(least: int | None, most: int | None) -> str:
    if least is None and most is None:
        return "must be a whole number"
    if least is not None and most is not None:
        return f"must be a whole number, at least {least} and at most {most}"
    return f"must be a whole number, at {f'least {least}' if most is None else f'most {most}'}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
