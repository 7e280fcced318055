"""Normalizes text from outside: composed (NFC), names trimmed and single-spaced, what could deceive refused.

Everything that is stored or compared comes through here: bodies and queries by `shared.wire.shapes`, names by `plain`.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final, Literal
from unicodedata import category, normalize

MAX_MARKS: Final = 30  # as in Unicode's stream-safe text; what sets type needs memory for the square of their number
# Characters in a row of which each may be a combining mark: no Latin, Hangul or Chinese one is.
_PERHAPS_MARKS: Final = re.compile(rf"[^\0-\u02ff\u3400-\u9fff\uac00-\ud7a3]{{{MAX_MARKS + 1},}}")


def heaped(value: Any, path: str = "") -> Iterator[str]:
    """The paths of all texts, and of objects with names, that have too many marks in a row."""
    if isinstance(value, str):
        if heaps(value):
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


# How a field's text is normalized: `raw` as it was typed (passwords), `login` what one logs in with, `name` of whom or
# what it is, `line` and `text` what is said in one line or in many.
Rule = Literal["raw", "login", "name", "line", "text"]
Refusal = tuple[str, str]  # a fault's code and words

BLANK: Final = ("required", "must hold something that can be seen")
INVISIBLE: Final = ("invisible", "can't hold characters that nobody sees")
TURNING: Final = ("direction", "can't hold characters that turn the direction of writing")
UNBALANCED: Final = ("direction", "turns the direction of writing and doesn't turn it back in the same line")
MARKS: Final = ("marks", f"has more than {MAX_MARKS} combining marks in a row")

_TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CLOSED_BY: Final = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_LINES: Final = re.compile("[\n\r\x1c-\x1e\x85\u2029]")
# Unicode's Default_Ignorable_Code_Point, and the empty Braille pattern.
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# In a name these are slips: the first are typed for a space, the others have no width, and no script needs them.
_TIDY: Final = dict.fromkeys(map(ord, "\u2800\u3164\uffa0"), " ") | dict.fromkeys(
    [0xAD, 0x180E, 0x200B, 0x2060, 0xFEFF, *range(9), *range(14, 28), *range(127, 133), *range(134, 160)], ""
)


def normalized(text: str, rule: Rule, *, required: bool = False) -> tuple[str, Refusal | None]:
    """The text in its normal form, and what speaks against it."""
    if rule == "raw":
        return text, None
    if text.isascii() and text.isprintable():
        text = " ".join(text.split()) if rule == "name" else text
        return text, BLANK if required and not text.strip() else None
    if heaps(text):
        return text, MARKS
    text = normalize("NFC", text)
    text = tidy(text) if rule == "name" else text
    return text, _refusal(text, rule, required)


def tidy(name: str) -> str:
    """A name without blanks around it, single-spaced, and without what has no width."""
    return " ".join(name.translate(_TIDY).split())


def plain(name: str) -> str:
    """As names are compared: composed, and without regard to capitals, blanks, and what nobody sees."""
    return " ".join(_UNSEEN.sub("", tidy(normalize("NFC", name)).casefold()).split())


def seen(text: str) -> bool:
    return any(not character.isspace() and category(character) != "Cc" for character in _UNSEEN.sub("", text))


def _refusal(text: str, rule: Rule, required: bool) -> Refusal | None:
    if required and not seen(text):
        return BLANK
    if heaps(text):
        return MARKS
    if rule == "login" and (_UNSEEN.search(text) or any(category(each) in ("Cc", "Cf") for each in text)):
        return INVISIBLE
    if rule == "text":
        return None if all(map(_balanced, _LINES.split(text))) else UNBALANCED
    return TURNING if _TURNS.search(text) else None


def _balanced(line: str) -> bool:
    open_ones: list[str] = []
    for each in _TURNS.findall(line):
        if each in _CLOSED_BY:
            open_ones.append(_CLOSED_BY[each])
        elif not open_ones or open_ones.pop() != each:
            return False
    return not open_ones


def heaps(text: str) -> bool:
    """Whether it has too many marks in a row: to compose those, too, takes the square of their number."""
    return not text.isascii() and any(map(_too_many, _PERHAPS_MARKS.findall(text)))
