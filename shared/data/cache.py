"""LRU cache of response bodies, validated by the clinic's change counter (sql/changes.sql).

Most reads find nothing changed since the last one: then the database is asked for one number, and not for a page.
Every replica may have its own, since no answer is used without asking.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from uuid import UUID

MOST_BYTES = 64 << 20
CLINIC_BYTES = 16 << 20  # no clinic's answers drive out all others'
LARGEST = 4 << 20  # bytes of one answer; larger ones would drive out many
OVERHEAD = 2000  # bytes of an entry beside its body: key, tag, cursor and what Python needs for them


@dataclass(frozen=True, slots=True)
class Built:
    """`next`: the cursor of a list's next page."""

    body: bytes
    etag: str
    next: str | None = None

    @property
    def size(self) -> int:
        return len(self.body) + OVERHEAD


class _Shelf(OrderedDict[Hashable, tuple[int, Built]]):
    """One clinic's, the least recently used first."""

    size = 0


class AnswerCache:
    """The least recently used go first: of a clinic past its share its own, of all those of the clinic that was idle
    longest. A key is short, and of few kinds of values (Call.page): OVERHEAD covers it."""

    def __init__(self, most_bytes: int = MOST_BYTES, clinic_bytes: int = CLINIC_BYTES) -> None:
        self._most = most_bytes
        self._share = clinic_bytes
        self._size = 0
        self._clinics: OrderedDict[UUID, _Shelf] = OrderedDict()

    def get(self, clinic_id: UUID, key: Hashable, changes: int) -> Built | None:
        """`changes`: the clinic's number, read before the answer was built."""
        shelf = self._clinics.get(clinic_id)
        if shelf is None or (found := shelf.get(key)) is None or found[0] != changes:
            return None
        shelf.move_to_end(key)
        self._clinics.move_to_end(clinic_id)
        return found[1]

    def holds(self, clinic_id: UUID) -> int:
        """How many answers of the clinic's."""
        return len(self._clinics.get(clinic_id, ()))

    def put(self, clinic_id: UUID, key: Hashable, changes: int, built: Built) -> None:
        if len(built.body) > LARGEST:
            return
        shelf = self._clinics.setdefault(clinic_id, _Shelf())
        self._clinics.move_to_end(clinic_id)
        if old := shelf.pop(key, None):
            self._count(shelf, -old[1].size)
        shelf[key] = (changes, built)
        self._count(shelf, built.size)
        while shelf.size > self._share:
            self._drop_oldest(clinic_id)
        while self._size > self._most:
            self._drop_oldest(next(iter(self._clinics)))

    def _drop_oldest(self, clinic_id: UUID) -> None:
        shelf = self._clinics[clinic_id]
        _, (_, gone) = shelf.popitem(last=False)
        self._count(shelf, -gone.size)
        if not shelf:
            del self._clinics[clinic_id]

    def _count(self, shelf: _Shelf, size: int) -> None:
        shelf.size += size
        self._size += size
