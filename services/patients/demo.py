"""This service's part of the demo clinics, written by the same operations as a request's."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from services.patients.chart.record_templates.room import ROOM as TEMPLATES
from services.patients.chart.record_templates.room import RecordTemplateIn
from services.patients.chart.records import operations as records
from services.patients.chart.records.schemas import RecordIn
from services.patients.demo_data import KOREAN, US, PatientsDemo
from services.patients.registry.owners import operations as owners
from services.patients.registry.owners.queries import OWNERS
from services.patients.registry.owners.schemas import OwnerIn
from services.patients.registry.patients import operations as patients
from services.patients.registry.patients.schemas import PatientIn
from services.patients.registry.weights import operations as weights
from services.patients.registry.weights.schemas import VoidIn, WeightIn
from shared.api.service import Service
from shared.data.db import Transaction
from shared.feed.copies import COPY
from shared.feed.desk import Desk
from shared.values.ids import demo_id
from shared.wire.errors import NotFound, Unavailable


async def load(service: Service) -> None:
    """Raises while auth's part isn't here yet."""
    for demo in (US, KOREAN):
        async with service.desk(demo_id(demo.key, "clinic")) as desk:
            if not await _loaded(desk, demo):
                await _need_users(desk, demo)
                await _load(desk, demo)


async def _loaded(tx: Transaction, demo: PatientsDemo) -> bool:
    try:
        await OWNERS.get(tx, demo_id(demo.key, "owner", "1"))
    except NotFound:
        return False
    return True


async def _need_users(tx: Transaction, demo: PatientsDemo) -> None:
    """Else the veterinarians that records name would be nobody's id."""
    for user in demo.users:
        if await tx.value(COPY, kind="user", id=demo_id(demo.key, "user", user)) is None:
            raise Unavailable("The demo clinics' users haven't come by the feed yet.")


async def _load(desk: Desk, demo: PatientsDemo) -> None:
    def named(kind: str, number: int) -> tuple[str, ...]:
        return demo.key, kind, str(number)

    for n, owner in enumerate(demo.owners, 1):
        await owners.create(desk, OwnerIn(**owner), demo_id(*named("owner", n)))
    for n, patient in enumerate(demo.patients, 1):
        owner_id = demo_id(*named("owner", (n - 1) % len(demo.owners) + 1))
        animal = PatientIn(owner_id=owner_id, **patient)
        await patients.create(desk, animal, demo_id(*named("patient", n)))
    await _weigh(desk, demo)
    for n, (days_ago, record) in enumerate(demo.records, 1):
        visit = RecordIn(
            patient_id=demo_id(*named("patient", n)), visit_date=desk.today - timedelta(days_ago), **record
        )
        await records.create(desk, visit, demo_id(*named("record", n)))
    # The list shows the last made first.
    for n, template in reversed(list(enumerate(demo.templates, 1))):
        await TEMPLATES.operations.create(desk, RecordTemplateIn(**template), demo_id(*named("record_template", n)))


async def _weigh(desk: Desk, demo: PatientsDemo) -> None:
    patient_id, unit = demo_id(demo.key, "patient", "1"), demo.patients[0]["weight_unit"]
    for days_ago, weight, void in demo.weights:
        at = datetime.now(UTC) - timedelta(days_ago)
        made = await weights.create(desk, patient_id, WeightIn(weight=Decimal(weight), weight_unit=unit, at=at))
        if void and made.name:
            await weights.void(desk, patient_id, made.name.id, VoidIn(reason=void))
