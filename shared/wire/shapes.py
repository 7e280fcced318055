"""Schema validation: an object becomes a typed struct, or a list of everything that is wrong with it.

msgspec checks types and unknown fields but stops at the first fault. So a second pass, field by field, runs only where
the first found a fault.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, TypeVar, cast

import msgspec

from shared.wire import texts
from shared.wire.bounds import bound_faults
from shared.wire.errors import Fault, Invalid
from shared.wire.faults import Faults, Partial
from shared.wire.shape_fields import LINE, Field, fields_of
from shared.wire.texts import MARKS, heaped
from shared.wire.wording import length, refusal

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"\S", extra={"text": "name"})]
Person = Annotated[str, msgspec.Meta(max_length=500, extra={"text": "name"})]  # somebody's name, or nobody's
Line = Annotated[str, msgspec.Meta(max_length=LINE)]
Text = Annotated[str, msgspec.Meta(max_length=10_000)]
Notes = Annotated[str, msgspec.Meta(max_length=100_000)]

MOST_UNKNOWN: Final = 100  # fields, that are told
NAME_SHOWN: Final = 100  # characters of each


class Shape(msgspec.Struct, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What goes in or out, in camelCase. `ignored`: names that a client may send back and that have no effect."""

    ignored: ClassVar[frozenset[str]] = frozenset()


class Now(Shape, forbid_unknown_fields=False):
    """What decisions need of an object as it is: plain types, since it may be from before a rule."""

    archived_at: datetime | None = None


class Message(Shape):
    """A DELETE's answer: text for people, since the first clients parse it as JSON."""

    message: str


T = TypeVar("T", bound=Shape)
_MALFORMED = object()


def decode(value: Mapping[str, Any], shape: type[T], ignored: frozenset[str] = frozenset()) -> T:
    """`value` as `shape`, without the names in `ignored`. Raises Invalid with every fault."""
    result = decode_partly(value, shape, ignored)
    Faults(result).settle()
    return result


def decode_partly(value: Mapping[str, Any], shape: type[T], ignored: frozenset[str] = frozenset()) -> T:
    """The same; where fields are malformed a Partial, which passes for the shape until they are read."""
    cleaned = _clean(value, shape, ignored)
    refused = [Fault(path, *MARKS) for path in heaped(cleaned)] or _normalize_texts(cleaned, shape)
    try:
        result = msgspec.convert(cleaned, shape, builtin_types=(Decimal,))
        if not refused and not any(bound_faults(cleaned, result)):
            return result
    except msgspec.ValidationError:
        pass
    return cast(T, _sound(cleaned, shape, "", {fault.path: fault for fault in refused}))


def _normalize_texts(cleaned: dict[str, Any], shape: type[Shape], prefix: str = "") -> list[Fault]:
    """Puts each text into its normal form; the faults of those that are refused."""
    fields, refused = fields_of(shape), list[Fault]()
    for name, item in cleaned.items():
        if field := fields.get(name):
            cleaned[name] = _normalize_text(item, field, prefix + name, refused)
    return refused


def _normalize_text(item: Any, field: Field, path: str, refused: list[Fault]) -> Any:
    if isinstance(item, str) and field.rule:
        item, refusal = texts.normalized(item, field.rule, required=field.must_be_seen)
        refused += [Fault(path, *refusal)] if refusal else []
    elif isinstance(item, list):
        return [_normalize_text(each, field, f"{path}[{i}]", refused) for i, each in enumerate(item)]
    elif isinstance(item, dict) and field.items:
        refused += _normalize_texts(item, field.items, f"{path}.")
    return item


def read_query(asked: Mapping[str, str], shape: type[T]) -> T:
    """The query parameters that the shape knows; others, and empty ones, are ignored. Raises Invalid."""
    fields = fields_of(shape)
    given = {name: text for name, text in asked.items() if name in fields and text}
    refused = _normalize_texts(given, shape)
    given = {name: text for name, text in given.items() if text}
    faults = [fault for name, text in given.items() for fault in _query_faults(text, fields[name], name)]
    faults += refused
    if faults:
        raise Invalid(*faults)
    return msgspec.convert(given, shape, strict=False)


def _query_faults(text: str, field: Field, name: str) -> list[Fault]:
    if "\0" in text:
        return [Fault(name, "invalid", "can't hold the character NUL")]
    try:
        return list(bound_faults(text, msgspec.convert(text, field.type, strict=False), name))
    except msgspec.ValidationError:
        return [refusal(name, text, field.kind, field.type)]


def _clean(value: Mapping[str, Any], shape: type[Shape], ignored: frozenset[str]) -> dict[str, Any]:
    """Without ignored names; `""` where a choice, date, number or reference may be left out counts as null."""
    fields = fields_of(shape)
    result = {}
    for name, item in value.items():
        field = fields.get(name)
        if field is None:
            if name not in ignored and name not in shape.ignored:
                result[name] = item
            continue
        if item == "" and field.blank_is_null:
            item = None
        if item is None and field.null_is_default:
            continue
        if field.decimal:
            item = _decimal(item)
        result[name] = _clean_items(item, field.items) if field.items and isinstance(item, list) else item
    return result


class _Words:
    """Text where a number belongs: msgspec itself would read "2" as one, and "NaN", too."""


def _decimal(value: Any) -> Any:
    if isinstance(value, str):
        return _Words()
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _clean_items(items: list[Any], shape: type[Shape]) -> list[Any]:
    return [_clean(item, shape, frozenset()) if isinstance(item, dict) else item for item in items]


def _sound(value: dict[str, Any], shape: type[Shape], prefix: str, faults: dict[str, Fault]) -> Partial:
    """The well-formed fields; `faults` grows by those of the others."""
    fields = fields_of(shape)
    for name in sorted(value.keys() - fields.keys())[: max(0, MOST_UNKNOWN - len(faults))]:
        path = prefix + name[:NAME_SHOWN]
        faults[path] = Fault(path, "unknown", "is not a field of this resource")
    found = {field.name: _sound_field(value, name, field, prefix + name, faults) for name, field in fields.items()}
    return Partial({name: item for name, item in found.items() if item is not _MALFORMED}, faults)


def _sound_field(value: dict[str, Any], name: str, field: Field, path: str, faults: dict[str, Fault]) -> Any:
    """_MALFORMED where it is."""
    if name in value:
        return _sound_value(value[name], field, path, faults)
    if field.required:
        faults[path] = Fault(path, "required", "is required")
        return _MALFORMED
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _sound_value(value: Any, field: Field, path: str, faults: dict[str, Fault]) -> Any:
    if not field.list or not isinstance(value, list):
        return _converted(value, field.type, field.kind, path, faults)
    if fault := length(path, value, field.list):
        faults[path] = fault
        return _MALFORMED
    found = [_sound_entry(each, field, f"{path}[{i}]", faults) for i, each in enumerate(value)]
    return _MALFORMED if any(each is _MALFORMED for each in found) else found


def _sound_entry(value: Any, field: Field, path: str, faults: dict[str, Fault]) -> Any:
    assert field.list
    if field.items and isinstance(value, dict):
        return _sound(value, field.items, f"{path}.", faults)
    return _converted(value, field.item_type, field.list.item_type, path, faults)


def _converted(value: Any, annotation: Any, kind: msgspec.inspect.Type, path: str, faults: dict[str, Fault]) -> Any:
    if path in faults:
        return _MALFORMED
    try:
        result = msgspec.convert(value, annotation, builtin_types=(Decimal,))
    except msgspec.ValidationError:
        faults[path] = refusal(path, value, kind, annotation)
        return _MALFORMED
    faults |= {fault.path: fault for fault in bound_faults(value, result, path)}
    return _MALFORMED if path in faults else result
