"""What a client may send without a bound: each text needs its greatest length, each list its greatest number."""

from collections.abc import Iterator

import msgspec
from msgspec import inspect

from shared.api.endpoints import Endpoint


def unbounded(endpoints: list[Endpoint]) -> set[str]:
    """`Shape.field` of all bodies and queries."""
    shapes = {shape for each in endpoints for shape in (each.body, each.query) if shape is not None}
    return {name for shape in shapes for name in _of_shape(shape)}


def _of_shape(shape: type[msgspec.Struct]) -> Iterator[str]:
    info = msgspec.inspect.type_info(shape)
    assert isinstance(info, inspect.StructType)
    for field in info.fields:
        yield from _of_type(field.type, f"{shape.__name__}.{field.encode_name}")


def _of_type(kind: inspect.Type, name: str) -> Iterator[str]:
    if isinstance(kind, inspect.UnionType):
        for each in kind.types:
            yield from _of_type(each, name)
    elif isinstance(kind, inspect.StructType):
        yield from _of_shape(kind.cls)
    elif isinstance(kind, inspect.ListType):
        yield from _of_type(kind.item_type, name)
    if isinstance(kind, inspect.StrType | inspect.ListType | inspect.DictType) and kind.max_length is None:
        yield name
