"""Optimistic locks and conditional reads by If-Match and If-None-Match (RFC 9110, 13.1).

A weak tag names the same version: the gateway weakens those of what it compresses. What is no tag of ours names no
version, so it never matches.
"""

import re
from dataclasses import dataclass
from typing import Final

_TAGS: Final = re.compile(r'"[^"]*"').findall
_VERSION: Final = re.compile(r'"(\d{1,18})-[0-9a-f]+"').fullmatch


@dataclass(frozen=True, slots=True)
class Expected:
    """Optimistic lock: the versions that a client expects of the object that it writes over; None: any.

    An object that isn't there has no version.
    """

    versions: frozenset[int] | None = None  # any of these
    others: frozenset[int] | None = frozenset()  # none of these; None: none at all
    exists: bool = False

    def holds(self, version: int | None) -> bool:
        if version is None:
            return not self.exists
        return (self.versions is None or version in self.versions) and (
            self.others is not None and version not in self.others
        )


ANYTHING: Final = Expected()


def expected(if_match: str | None, if_none_match: str | None) -> Expected:
    if if_match is None and if_none_match is None:
        return ANYTHING
    named = None if if_match is None or if_match.strip() == "*" else _versions(if_match)
    others = None if (if_none_match or "").strip() == "*" else _versions(if_none_match or "")
    return Expected(named, others, exists=if_match is not None)


def client_has(tag: str | None, if_none_match: str | None) -> bool:
    """Whether 304 is the answer to a read."""
    if tag is None or if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag.removeprefix("W/") in _TAGS(if_none_match)


def _versions(tags: str) -> frozenset[int]:
    return frozenset(int(found[1]) for tag in _TAGS(tags) if (found := _VERSION(tag)))
