"""Strict JSON parser for the body of a request.

msgspec accepts double keys and `\\u0000`, and raises other errors than its own on deep or badly encoded input. So bytes
go through the standard parser with checks of our own.
"""

import json
from decimal import Decimal
from typing import Any, NoReturn

from shared.wire.errors import BadRequest, Fault, Invalid

MAX_DEPTH = 64
MAX_DIGITS = 30


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
