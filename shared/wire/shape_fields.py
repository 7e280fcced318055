"""Reflection of shapes: what one says of each of its fields, read once from its type."""

from functools import lru_cache
from typing import Any, Final, get_args, get_origin

import msgspec
from msgspec import Struct

from shared.wire.texts import Rule

LINE: Final = 500  # characters of a text that is one line


class Field(Struct, frozen=True):
    name: str
    type: Any
    kind: msgspec.inspect.Type
    default: Any
    default_factory: Any
    list: msgspec.inspect.ListType | None
    item_type: Any
    blank_is_null: bool
    null_is_default: bool
    decimal: bool
    required: bool
    items: type[Any] | None  # the shape of its entries
    rule: Rule | None
    must_be_seen: bool


@lru_cache
def fields_of(shape: type[Struct]) -> dict[str, Field]:
    info = msgspec.inspect.type_info(shape)
    assert isinstance(info, msgspec.inspect.StructType)
    own = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    return {field.encode_name: _field(field, own[field.encode_name]) for field in info.fields}


def _field(field: msgspec.inspect.Field, own: msgspec.structs.FieldInfo) -> Field:
    kinds = _kinds(field.type)
    nullable = any(isinstance(kind, msgspec.inspect.NoneType) for kind in kinds)
    lists = [k for k in kinds if isinstance(k, msgspec.inspect.ListType)]
    inner = lists[0].item_type if lists else None
    itself, listed = _text(field.type), _text(inner) if inner else None
    text = itself or listed
    return Field(
        name=own.name,
        type=own.type,
        kind=field.type,
        default=own.default,
        default_factory=own.default_factory,
        list=lists[0] if lists else None,
        item_type=_item_type(own.type),
        blank_is_null=itself is None and (nullable or not field.required),
        null_is_default=not nullable and not field.required,
        decimal=any(isinstance(kind, msgspec.inspect.DecimalType) for kind in kinds),
        required=field.required,
        items=inner.cls if isinstance(inner, msgspec.inspect.StructType) else None,
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


def _item_type(annotation: Any) -> Any:
    """What a list holds, where the annotation is of one."""
    if get_origin(annotation) is list:
        return get_args(annotation)[0]
    return next((found for each in get_args(annotation) if (found := _item_type(each))), None)
