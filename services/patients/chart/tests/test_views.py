from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from services.patients.chart.records.views import Views
from services.patients.tables.chart import record_views
from services.patients.tests.examples import new_record
from shared.data.db import Statement
from shared.service.app import ServiceApp
from shared.testing.kit import Client

_MINE = record_views.c.clinic_id == bindparam("clinic_id", type_=Uuid)
SELECT = Statement("select views", select(record_views).where(_MINE).order_by(record_views.c.at))


async def views(app: ServiceApp, clinic: UUID) -> list[dict[str, Any]]:
    await app.service.resource(Views).flush(app.service)
    async with app.service.db.transaction(clinic) as tx:
        return [dict(row) for row in await tx.rows(SELECT)]


class TestViews:
    async def test_who_saw_which_record_is_written_down(self, client: Client, app: ServiceApp) -> None:
        record = await new_record(client)
        answer = await client.get(f"/api/records/{record['id']}")
        await client.get(f"/api/records/patient/{record['patientId']}")
        await client.get("/api/records")
        await client.get(f"/internal/patients/{record['patientId']}/summary")
        one, patients, all_, summary = await views(app, client.clinic_id)
        assert (str(one["record_id"]), one["listed"], one["user_id"]) == (record["id"], False, client.user_id)
        assert one["request_id"] == answer.headers["X-Request-ID"]
        for listed in (patients, summary):
            assert (str(listed["patient_id"]), listed["listed"]) == (record["patientId"], True)
        assert (all_["patient_id"], all_["record_id"], all_["listed"]) == (None, None, True)

    async def test_waits_for_a_database_that_is_away(self, client: Client, app: ServiceApp) -> None:
        record = await new_record(client)
        await client.get(f"/api/records/{record['id']}")
        kept = app.service.resource(Views)
        away, app.service.db = app.service.db, Away()  # type: ignore[assignment]
        await kept.flush(app.service)
        app.service.db = away
        assert len(await views(app, client.clinic_id)) == 1


class Away:
    def transaction(self, *_: Any) -> Any:
        raise OSError
