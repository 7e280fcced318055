"""Strict shapes: a request's bytes become a typed struct, or a list of everything that is wrong with them.

msgspec checks types and unknown fields but stops at the first fault, accepts double keys and `\\u0000`, and raises
other errors than its own on deep or badly encoded input. So bytes go through the standard parser with checks of our
own, and a second pass, field by field, runs only where the first found a fault.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, ClassVar, NoReturn, TypeVar

import msgspec

from shared import texts
from shared.bounds import bound_faults
from shared.errors import BadRequest, Fault, Invalid
from shared.texts import MARKS, Rule, heaped

MAX_DEPTH = 64
MAX_DIGITS = 30

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"\S", extra={"text": "name"})]
Person = Annotated[str, msgspec.Meta(max_length=500, extra={"text": "name"})]  # somebody's name, or nobody's
LINE = 500
Line = Annotated[str, msgspec.Meta(max_length=LINE)]
Text = Annotated[str, msgspec.Meta(max_length=10_000)]
Notes = Annotated[str, msgspec.Meta(max_length=100_000)]


class Shape(msgspec.Struct, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What goes in or out, in camelCase. `ignored`: names that a client may send back and that have no effect."""

    ignored: ClassVar[frozenset[str]] = frozenset()


class Message(Shape):
    """A DELETE's answer: text for people, since the first clients parse it as JSON."""

    message: str


T = TypeVar("T", bound=Shape)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return result


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _check(value: Any, depth: int) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("text can't hold the character NUL")
        value.encode()  # a lone surrogate raises UnicodeEncodeError, a ValueError
    elif isinstance(value, Decimal):
        if abs(value.adjusted()) > MAX_DIGITS or len(value.as_tuple().digits) > MAX_DIGITS:
            raise ValueError("a number is too large or too long")
    elif isinstance(value, (dict, list)):
        _check_inside(value, depth + 1)


def _check_inside(value: dict[str, Any] | list[Any], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError(f"it is nested more than {MAX_DEPTH} deep")
    if isinstance(value, dict):
        for key in value:
            _check(key, depth)
        value = list(value.values())
    for item in value:
        _check(item, depth)


def read_object(data: bytes) -> dict[str, Any]:
    """A JSON object; numbers with a point are Decimals, as they were typed. Raises BadRequest."""
    try:
        value = json.loads(data.decode(), object_pairs_hook=_unique, parse_float=Decimal, parse_constant=_no_constant)
        _check(value, 0)
    except RecursionError:
        raise BadRequest(f"The body is nested more than {MAX_DEPTH} deep.") from None
    except (ValueError, ArithmeticError) as error:
        raise BadRequest(f"The body can't be read as JSON: {error}.") from None
    if not isinstance(value, dict):
        raise Invalid(Fault("", "type", "the body must be a JSON object"))
    return value


def decode(value: Mapping[str, Any], shape: type[T], ignored: frozenset[str] = frozenset()) -> T:
    """`value` as `shape`, without the names in `ignored`. Raises Invalid with every fault."""
    cleaned = _clean(value, shape, ignored)
    refused = [Fault(path, *MARKS) for path in heaped(cleaned)] or _keep_texts(cleaned, shape)
    try:
        result = msgspec.convert(cleaned, shape, builtin_types=(Decimal,))
    except msgspec.ValidationError as error:
        faults = _faults(cleaned, shape, "") or [_fault("", error)]
        raise Invalid(*_told_once(refused, faults)) from None
    if faults := [*bound_faults(cleaned, result), *refused]:
        raise Invalid(*faults)
    return result


def _told_once(refused: list[Fault], faults: list[Fault]) -> list[Fault]:
    """What a text's own rule says in words, its type's needn't say."""
    blank = {fault.path for fault in refused if fault.message == texts.BLANK[1]}
    return [*(fault for fault in faults if fault.path not in blank), *refused]


def _keep_texts(cleaned: dict[str, Any], shape: type[Shape], prefix: str = "") -> list[Fault]:
    """Puts each text into the form in which it is kept; the faults of those that are refused."""
    fields, refused = _fields(shape), list[Fault]()
    for name, item in cleaned.items():
        if field := fields.get(name):
            cleaned[name] = _keep_text(item, field, prefix + name, refused)
    return refused


def _keep_text(item: Any, field: "_Field", path: str, refused: list[Fault]) -> Any:
    if isinstance(item, str) and field.rule:
        item, refusal = texts.kept(item, field.rule, required=field.must_be_seen)
        refused += [Fault(path, *refusal)] if refusal else []
    elif isinstance(item, list):
        return [_keep_text(each, field, f"{path}[{i}]", refused) for i, each in enumerate(item)]
    elif isinstance(item, dict) and field.items:
        refused += _keep_texts(item, field.items, f"{path}.")
    return item


def read_query(asked: Mapping[str, str], shape: type[T]) -> T:
    """The query parameters that the shape knows; others, and empty ones, are ignored. Raises Invalid."""
    fields = _fields(shape)
    given = {name: text for name, text in asked.items() if name in fields and text}
    refused = _keep_texts(given, shape)
    given = {name: text for name, text in given.items() if text}
    faults = [fault for name, text in given.items() for fault in _query_faults(text, fields[name].type, name)]
    faults += refused
    if faults:
        raise Invalid(*faults)
    return msgspec.convert(given, shape, strict=False)


def _query_faults(text: str, kind: Any, name: str) -> list[Fault]:
    if "\0" in text:
        return [Fault(name, "invalid", "can't hold the character NUL")]
    try:
        return list(bound_faults(text, msgspec.convert(text, kind, strict=False), name))
    except msgspec.ValidationError as error:
        return [_fault(name, error)]


class _Field(msgspec.Struct, frozen=True):
    type: Any
    blank_is_null: bool
    null_is_default: bool
    decimal: bool
    required: bool
    items: type[Shape] | None
    rule: Rule | None
    must_be_seen: bool


@lru_cache
def _fields(shape: type[Shape]) -> dict[str, _Field]:
    info = msgspec.inspect.type_info(shape)
    assert isinstance(info, msgspec.inspect.StructType)
    types = {field.encode_name: field.type for field in msgspec.structs.fields(shape)}
    return {field.encode_name: _field(field, types[field.encode_name]) for field in info.fields}


def _field(field: msgspec.inspect.Field, annotation: Any) -> _Field:
    kinds = _kinds(field.type)
    nullable = any(isinstance(kind, msgspec.inspect.NoneType) for kind in kinds)
    lists = [k for k in kinds if isinstance(k, msgspec.inspect.ListType)]
    inner = lists[0].item_type if lists else None
    own, listed = _text(field.type), _text(inner) if inner else None
    text = own or listed
    return _Field(
        type=annotation,
        blank_is_null=own is None and (nullable or not field.required),
        null_is_default=not nullable and not field.required,
        decimal=any(isinstance(kind, msgspec.inspect.DecimalType) for kind in kinds),
        required=field.required,
        items=inner.cls if isinstance(inner, msgspec.inspect.StructType) and issubclass(inner.cls, Shape) else None,
        rule=text[1] if text else None,
        must_be_seen=bool(text and text[0].min_length and text[1] != "raw"),
    )


def _kinds(kind: msgspec.inspect.Type) -> tuple[msgspec.inspect.Type, ...]:
    if isinstance(kind, msgspec.inspect.Metadata):
        return _kinds(kind.type)
    return tuple(kind.types) if isinstance(kind, msgspec.inspect.UnionType) else (kind,)


def _text(kind: msgspec.inspect.Type) -> tuple[msgspec.inspect.StrType, Rule] | None:
    """What is text of it, and its rule: one of its own, else by its length that of a line or of a text."""
    if isinstance(kind, msgspec.inspect.UnionType):
        return next((found for each in kind.types if (found := _text(each))), None)
    marked = kind.extra if isinstance(kind, msgspec.inspect.Metadata) else None
    inner = kind.type if isinstance(kind, msgspec.inspect.Metadata) else kind
    if not isinstance(inner, msgspec.inspect.StrType):
        return None
    rule: Rule = "line" if inner.max_length and inner.max_length <= LINE else "text"
    return inner, (marked or {}).get("text", rule)


def _clean(value: Mapping[str, Any], shape: type[Shape], ignored: frozenset[str]) -> dict[str, Any]:
    """Without ignored names; `""` where a choice, date, number or reference may be left out counts as null."""
    fields = _fields(shape)
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


def _fault(path: str, error: msgspec.ValidationError) -> Fault:
    message, told, place = str(error).rpartition(" - at `")
    if not told:
        message = place
    else:
        inner = place.removesuffix("`").removeprefix("$").removeprefix(".")
        path += inner if inner.startswith("[") or not path else f".{inner}"
    return Fault(path, "invalid", message[0].lower() + message[1:])


def _faults(value: dict[str, Any], shape: type[Shape], prefix: str) -> list[Fault]:
    fields = _fields(shape)
    found = [Fault(prefix + name, "unknown", "is not a field of this resource") for name in value if name not in fields]
    for name, field in fields.items():
        if name in value:
            found += _field_faults(value[name], field, prefix + name)
        elif field.required:
            found.append(Fault(prefix + name, "required", "is required"))
    return found


def _field_faults(value: Any, field: _Field, path: str) -> list[Fault]:
    if isinstance(value, _Words):
        return [Fault(path, "invalid", "must be a number, not text")]
    if field.items and isinstance(value, list) and all(isinstance(item, dict) for item in value):
        inner = [fault for i, item in enumerate(value) for fault in _faults(item, field.items, f"{path}[{i}].")]
        if inner:
            return inner
    try:
        return list(bound_faults(value, msgspec.convert(value, field.type, builtin_types=(Decimal,)), path))
    except msgspec.ValidationError as error:
        return [_fault(path, error)]
