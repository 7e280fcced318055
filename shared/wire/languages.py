"""Negotiates `Accept-Language` (RFC 9110): which of the languages that there are somebody reads best."""

import re
from collections.abc import Collection

_RANGE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?").fullmatch


def preferred(header: str, offered: Collection[str]) -> str | None:
    """The first of those with the highest weight; None where none of them is wanted."""
    wanted = [match for each in header.split(",") if (match := _RANGE(each)) and match[1].lower() in offered]
    best = max(wanted, key=_weight, default=None)
    return best[1].lower() if best and _weight(best) > 0 else None


def _weight(match: re.Match[str]) -> float:
    return float(match[2] or 1)
