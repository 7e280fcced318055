"""What foreign text may hold."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final
from unicodedata import category

MAX_MARKS: Final = 30  # as in Unicode's stream-safe text; what sets type needs memory for the square of their number
# Characters in a row of which each may be a combining mark: no Latin, Hangul or Chinese one is.
_PERHAPS_MARKS: Final = re.compile(rf"[^\0-\u02ff\u3400-\u9fff\uac00-\ud7a3]{{{MAX_MARKS + 1},}}")


def heaped(value: Any, path: str = "") -> Iterator[str]:
    """The paths of all texts, and of objects with names, that have too many marks in a row."""
    if isinstance(value, str):
        if not value.isascii() and any(map(_too_many, _PERHAPS_MARKS.findall(value))):
            yield path
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from heaped(name, path)
            yield from heaped(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from heaped(item, f"{path}[{i}]")


def _too_many(characters: str) -> bool:
    runs = groupby(characters, lambda character: category(character)[0] == "M")
    return any(marks and len(list(run)) > MAX_MARKS for marks, run in runs)
