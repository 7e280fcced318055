"""Names of people as they are read."""

import re

HANGUL = re.compile(r"[가-힣]")


def full_name(first: str, last: str) -> str:
    """Korean names: family name first, without a space."""
    return f"{last}{first}" if HANGUL.search(last) else f"{first} {last}".strip()
