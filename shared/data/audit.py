"""Audit log, append-only and hash-chained for each clinic in each service: who changed what, when, from where."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.data.db import Actor, Statement, Transaction, json_object
from shared.data.paging import Filter, Listing
from shared.data.tables import audit, audit_heads
from shared.process.tracing import is_sampled
from shared.wire.shapes import Shape

# The page has words for each.
Action = Literal[
    "amended",
    "archived",
    "cancelled",
    "changed",
    "corrected",
    "created",
    "credited",
    "enrolment-demanded",
    "invitation-accepted",
    "invited",
    "issued",
    "logged-in",
    "logged-out",
    "login-failed",
    "out-of-hours",
    "overbooked",
    "password-changed",
    "password-reset",
    "password-reset-issued",
    "payment",
    "placed",
    "recovery-code-used",
    "recovery-codes-renewed",
    "refresh-reused",
    "restored",
    "second-factor-confirmed",
    "second-factor-missing",
    "second-factor-removed",
    "second-factor-started",
    "session-ended",
    "signed",
    "updated",
    "voided",
]


def recorded(document: ColumnElement[Any]) -> ColumnElement[Any]:
    """The call that records the change of an object that is `document` now; its other parameters are by name."""
    return func.record_change(
        bindparam("clinic_id", type_=Uuid),
        bindparam("actor", type_=Uuid),
        bindparam("address", type_=Text),
        bindparam("request_id", type_=Text),
        bindparam("traceparent", type_=Text),
        bindparam("action", type_=Text),
        bindparam("kind", type_=Text),
        bindparam("subject", type_=Uuid),
        bindparam("version", type_=BigInteger),
        cast(document, JSONB),
        bindparam("publish", type_=Boolean),
    )


_RECORD = Statement(
    "record change",
    select(recorded(bindparam("document", type_=Text))),
)


_LOCK = Statement("lock audit", select(func.lock_audit(bindparam("clinic_id", type_=Uuid))))


async def lock_chain(tx: Transaction) -> None:
    """Before another lock of the whole clinic, as a counter's: each change ends with the chain's, and two transactions
    that took them in turn would wait for each other."""
    await tx.value(_LOCK)


async def record_change(
    tx: Transaction,
    action: Action,
    kind: str,
    subject: UUID,
    document: str,
    *,
    version: int = 0,
    publish: bool = False,
    about: str = "",
) -> None:
    """The audit entry of a change and, with `publish`, the event that followers see; both in the change's transaction.

    It says `owner.created`, or what else than the kind it is `about`. `document` is the object after the change as
    JSON, without embedded objects.
    """
    about_it = {"kind": kind, "subject": subject, "version": version, "publish": publish}
    await tx.value(_RECORD, document=document, action=f"{about or kind}.{action}", **about_it, **who_acts(tx.actor))


def who_acts(actor: Actor) -> dict[str, Any]:
    """The actor as `recorded` takes it; a trace that nobody keeps is no cause."""
    trace = actor.traceparent if actor.traceparent and is_sampled(actor.traceparent) else None
    return {
        "actor": actor.user_id,
        "address": actor.address,
        "request_id": actor.request_id,
        "traceparent": trace,
    }


_AUTHOR = Statement(
    "select author",
    select(audit.c.actor)
    .where(
        audit.c.clinic_id == bindparam("clinic_id", type_=Uuid),
        audit.c.subject == bindparam("subject", type_=Uuid),
        audit.c.kind == bindparam("kind", type_=Text),
    )
    .order_by(audit.c.at.desc(), audit.c.seq.desc())
    .limit(1),
)


async def author_of(tx: Transaction, kind: str, subject: UUID) -> UUID | None:
    """Who changed it last, for what has no column that says so."""
    found: UUID | None = await tx.value(_AUTHOR, kind=kind, subject=subject)
    return found


class AuditFilter(Filter):
    subject: UUID | None = None
    before: datetime | None = None


class AuditEntry(Shape):
    """`document`: the object after the change. `actor` is null where the system itself did it."""

    seq: int
    at: datetime
    actor: UUID | None
    address: str
    request_id: str
    action: str
    kind: str
    subject: UUID
    document: dict[str, Any] | None


class Verification(Shape):
    """`broken`: the numbers of entries that were changed, or stand after one that is missing."""

    entries: int
    intact: bool
    broken: list[int]


LISTING = Listing(
    "select audit",
    json_object(
        seq=audit.c.seq,
        at=audit.c.at,
        actor=audit.c.actor,
        address=audit.c.address,
        requestId=audit.c.request_id,
        action=audit.c.action,
        kind=audit.c.kind,
        subject=audit.c.subject,
        document=audit.c.document,
    ),
    audit,
    order=(audit.c.at, audit.c.seq),
    where={
        "subject": audit.c.subject == bindparam("subject", type_=Uuid),
        "before": audit.c.at < bindparam("before", type_=audit.c.at.type),
    },
)

_expected = func.audit_hash(
    audit.c.previous,
    audit.c.clinic_id,
    audit.c.seq,
    audit.c.at,
    audit.c.actor,
    audit.c.address,
    audit.c.request_id,
    audit.c.action,
    audit.c.kind,
    audit.c.subject,
    audit.c.document,
)
_in_order = (
    select(
        audit.c.seq,
        (audit.c.hash != _expected).label("altered"),
        (
            tuple_(audit.c.seq, audit.c.previous)
            != tuple_(
                func.coalesce(func.lag(audit.c.seq).over(order_by=audit.c.seq), 0) + 1,
                func.coalesce(func.lag(audit.c.hash).over(order_by=audit.c.seq), literal_column("''::bytea")),
            )
        ).label("misplaced"),
    )
    .where(audit.c.clinic_id == bindparam("clinic_id", type_=Uuid))
    .subquery()
)
_BROKEN = Statement(
    "verify audit", select(_in_order.c.seq).where(_in_order.c.altered | _in_order.c.misplaced).order_by(_in_order.c.seq)
)
_HEAD = Statement(
    "select audit head",
    select(audit_heads.c.seq, audit_heads.c.hash).where(audit_heads.c.clinic_id == bindparam("clinic_id", type_=Uuid)),
)
_LAST = Statement(
    "select last audit",
    select(audit.c.seq, audit.c.hash)
    .where(audit.c.clinic_id == bindparam("clinic_id", type_=Uuid))
    .order_by(audit.c.seq.desc())
    .limit(1),
)


async def verify(tx: Transaction) -> Verification:
    """Recomputes every hash of the clinic's chain, and compares its end with the head: deletions show, too."""
    broken = [row["seq"] for row in await tx.rows(_BROKEN)]
    head, last = await tx.row(_HEAD), await tx.row(_LAST)
    entries = head["seq"] if head else 0
    if (head and tuple(head)) != (last and tuple(last)):
        broken.append(entries)
    return Verification(entries, not broken, broken)
