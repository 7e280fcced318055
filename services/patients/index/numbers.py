"""Phone and chip numbers, found by any three digits in a row or more, with or without the country's code."""

import re

from services.patients.index.folding import fold

_DIGITS = 3
# What stands before a national number: ITU-T E.164's country codes after + or 00, those of Korea and North America also
# where the number's length says so; and the trunk prefix 0 of most countries.
_COUNTRY = re.compile(
    r"(?:\+|00)(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d\d\d)|82(?=\d{9})|1(?=\d{10}$)"
)
NUMBER = re.compile(r"(?<!\w)\+?[(\d][\d\s()./‐‑–-]*(?!\w)")  # the dashes that phones are written with


def number_terms(*texts: str) -> set[str]:
    return {term for text in texts for term in _trigrams(_digits(text))}


def readings(text: str) -> list[set[str]]:
    """What a number must have, in each way in which it may be meant; none where fewer digits are typed."""
    whole = ("+" if fold(text).startswith("+") else "") + _digits(text)
    national = _COUNTRY.sub("", whole, count=1) if _COUNTRY.match(whole) else whole
    national = national.lstrip("+0")
    if len(national) >= _DIGITS:
        return [_trigrams(national)]
    meant = [_digits(text), f"0{national}", f"82{national}" if len(national) > 1 else ""]  # 010, as far as it is typed
    return [terms for each in meant if (terms := _trigrams(each))]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", fold(text))


def _trigrams(number: str) -> set[str]:
    return {f"d{number[i : i + _DIGITS]}" for i in range(len(number) - _DIGITS + 1)}
