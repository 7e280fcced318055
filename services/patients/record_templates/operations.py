"""What can be done with templates of records; each runs in the one transaction of its request."""

from uuid import UUID

from msgspec.structs import asdict

from services.patients.record_templates.queries import RECORD_TEMPLATES
from services.patients.record_templates.schemas import RecordTemplateIn
from shared.data.db import Transaction
from shared.wire.documents import Change, Document
from shared.wire.preconditions import Expected


async def create(tx: Transaction, template: RecordTemplateIn, template_id: UUID | None = None) -> Document:
    return (await RECORD_TEMPLATES.create(tx, template_id, **asdict(template))).answer()


async def update(tx: Transaction, template_id: UUID, change: Change[RecordTemplateIn]) -> Document:
    template = change.over(await RECORD_TEMPLATES.lock(tx, template_id))
    return (await RECORD_TEMPLATES.change(tx, template_id, **asdict(template))).answer()


async def archive(tx: Transaction, template_id: UUID, expected: Expected) -> Document:
    (await RECORD_TEMPLATES.lock(tx, template_id)).check(expected)
    return (await RECORD_TEMPLATES.archive(tx, template_id)).answer()


async def restore(tx: Transaction, template_id: UUID, expected: Expected) -> Document:
    (await RECORD_TEMPLATES.lock(tx, template_id)).check(expected)
    return (await RECORD_TEMPLATES.restore(tx, template_id)).answer()
