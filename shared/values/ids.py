"""Ids are UUIDv7: ordered by time, so that B-trees grow at their right edge."""

from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

DEMO_NAMESPACE = UUID("0195f6a0-0000-7000-8000-000000000000")


def new_id() -> UUID:
    return uuid7()


def demo_id(*parts: str) -> UUID:
    """The same id in every service for one thing of the demo clinics, so that their loaders need no look-up."""
    return uuid5(DEMO_NAMESPACE, "/".join(parts))


def parse_id(text: str) -> UUID | None:
    """Only the canonical form: several spellings of one id would be several idempotency keys and audit subjects."""
    try:
        value = UUID(text)
    except ValueError:
        return None
    return value if str(value) == text else None
