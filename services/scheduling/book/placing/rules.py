"""Pure decisions about a book's instants: which a wall clock's time is, and who then stands in another's way."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from uuid import UUID
from zoneinfo import TZPATH, ZoneInfo


@dataclass(frozen=True, slots=True)
class Entry:
    """An appointment as it stands in the book. `alone`: it holds its time, and isn't overbooked."""

    id: UUID
    date: date
    time: time
    duration: int
    starts_at: datetime
    ends_at: datetime
    patient_id: UUID
    veterinarian_key: str | None
    overbooked: bool
    alone: bool

    def at(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it is by the zone's clocks; a time that they skip is as much later."""
        starts_at = datetime.combine(self.date, self.time, zone).astimezone(UTC)
        return starts_at, starts_at + timedelta(minutes=self.duration)


Place = tuple[datetime, datetime]


def moves(entries: Iterable[Entry], since: datetime, zone: ZoneInfo) -> dict[UUID, Place]:
    """The new instants of those from `since` on that aren't where the zone's clocks put them."""
    upcoming = [entry for entry in entries if entry.starts_at >= since]
    return {entry.id: place for entry in upcoming if (place := entry.at(zone)) != (entry.starts_at, entry.ends_at)}


def clashes(entries: Iterable[Entry], moved: dict[UUID, Place]) -> set[UUID]:
    """Those that don't have their time alone any more, once all have moved: of two the one that moved, or is later."""
    found, taken = set(), defaultdict[object, list[Place]](list)
    alone = [(entry.id in moved, moved.get(entry.id, (entry.starts_at, entry.ends_at)), entry) for entry in entries]
    for _, place, entry in sorted((each for each in alone if each[2].alone), key=_order):
        mine = [taken[name] for name in (entry.patient_id, entry.veterinarian_key) if name]
        if any(_overlaps(place, places) for places in mine):
            found.add(entry.id)
        else:
            for places in mine:
                insort(places, place)
    return found


def _order(placed: tuple[bool, Place, Entry]) -> tuple[bool, Place, datetime, UUID]:
    """What didn't move first; of two that fall together the one that was earlier."""
    moved, place, entry = placed
    return moved, place, entry.starts_at, entry.id


def _overlaps(place: Place, places: list[Place]) -> bool:
    """`places` don't overlap each other, so that only the two beside it can."""
    after = bisect_left(places, place)
    return any(each[0] < place[1] and place[0] < each[1] for each in places[max(after - 1, 0) : after + 1])


@lru_cache(maxsize=1000)
def zone_rules(zone: str) -> str:
    """Another text where a new tzdata changed the zone; empty where there is no file to tell by."""
    files = (Path(folder) / zone for folder in TZPATH)
    return next((blake2b(file.read_bytes(), digest_size=8).hexdigest() for file in files if file.is_file()), "")
