"""Answers that were built before, and are good until something of their clinic changes (sql/changes.sql).

Most reads find nothing changed since the last one: then the database is asked for one number, and not for a page.
Every replica may keep its own, since none is used without asking.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

MOST_BYTES = 64 << 20
LARGEST = 4 << 20  # bytes of one answer; 500 bills have 1.5 MB, and larger ones would drive out many


@dataclass(frozen=True, slots=True)
class Built:
    """`next`: the cursor of a list's next page."""

    body: bytes
    etag: str
    next: str | None = None


class Kept:
    """The least recently used go first. `changes`: the clinic's number, read before the answer was built."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._answers: OrderedDict[Hashable, tuple[int, Built]] = OrderedDict()

    def get(self, key: Hashable, changes: int) -> Built | None:
        found = self._answers.get(key)
        if found is None or found[0] != changes:
            return None
        self._answers.move_to_end(key)
        return found[1]

    def put(self, key: Hashable, changes: int, built: Built) -> None:
        if len(built.body) > LARGEST:
            return
        if old := self._answers.pop(key, None):
            self._size -= len(old[1].body)
        self._answers[key] = (changes, built)
        self._size += len(built.body)
        while self._size > self._most:
            _, (_, gone) = self._answers.popitem(last=False)
            self._size -= len(gone.body)
