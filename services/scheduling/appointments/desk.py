from dataclasses import dataclass

from shared.feed.copies import Clinic, Directory


@dataclass(frozen=True, slots=True)
class Desk:
    """Where appointments are made: the clinic, whom it knows, and what the one who books there may."""

    clinic: Clinic
    directory: Directory
    may_overbook: bool = True
    may_correct: bool = True
