import pytest

from services.scheduling.tests.examples import Book
from shared.testing.kit import Client, ClinicStub


class TestStage:
    async def test_is_booked_at_first(self, book: Book) -> None:
        made = await book.made()
        assert (made["stage"], made["arrivedAt"]) == ("booked", None)

    async def test_moves_on_and_keeps_the_time_of_arrival(self, book: Book) -> None:
        made = await book.made()
        arrived = (await book.stage(made, "arrived")).json()
        assert (arrived["stage"], arrived["status"], arrived["version"]) == ("arrived", "scheduled", 2)
        assert arrived["arrivedAt"]
        for stage in ("withVet", "toPay", "done"):
            moved = (await book.stage(made, stage)).json()
            assert (moved["stage"], moved["arrivedAt"]) == (stage, arrived["arrivedAt"])

    async def test_moves_back(self, book: Book) -> None:
        made = await book.made()
        await book.stage(made, "withVet")
        back = (await book.stage(made, "booked")).json()
        assert (back["stage"], back["arrivedAt"]) == ("booked", None)

    async def test_by_put_keeps_the_rest(self, book: Book) -> None:
        changed = (await book.put(await book.made(reason="Cough"), stage="arrived")).json()
        assert (changed["stage"], changed["reason"]) == ("arrived", "Cough")

    async def test_must_be_one(self, book: Book) -> None:
        assert (await book.stage(await book.made(), "waiting")).status_code == 422

    async def test_of_a_stale_version_is_412(self, book: Book) -> None:
        first = await book.client.get(f"/api/appointments/{(made := await book.made())['id']}")
        await book.stage(made, "arrived")
        url, old = f"/api/appointments/{made['id']}/stage", {"If-Match": first.headers["ETag"]}
        assert (await book.client.post(url, json={"stage": "toPay"}, headers=old)).status_code == 412

    async def test_is_audited_and_published(self, book: Book) -> None:
        made = await book.made()
        await book.stage(made, "arrived")
        async with book.client.app.service.db.transaction(book.clinic.id) as tx:
            published = "SELECT array_agg(version ORDER BY seq) FROM audit WHERE subject = $1"
            assert await tx.connection.fetchval(published, made["id"]) == [1, 2]
        assert await book.audited(made) == ["created", "updated"]


class TestStageAndStatus:
    async def test_done_completes(self, book: Book) -> None:
        moved = (await book.stage(await book.made(), "done")).json()
        assert (moved["stage"], moved["status"]) == ("done", "completed")

    async def test_completing_is_done(self, book: Book) -> None:
        made = await book.made()
        await book.stage(made, "toPay")
        moved = (await book.move(made, "completed")).json()
        assert (moved["stage"], moved["status"]) == ("done", "completed")
        assert moved["arrivedAt"]

    async def test_reopening_clears(self, book: Book) -> None:
        made = await book.made()
        await book.stage(made, "toPay")
        await book.move(made, "completed")
        reopened = (await book.move(made, "scheduled")).json()
        assert (reopened["stage"], reopened["arrivedAt"]) == ("booked", None)

    async def test_cancelling_clears(self, book: Book) -> None:
        made = await book.made()
        await book.stage(made, "arrived")
        assert (await book.move(made, "cancelled")).json()["stage"] == "booked"

    @pytest.mark.parametrize("status", ["completed", "cancelled", "no-show"])
    async def test_only_a_scheduled_one_moves(self, book: Book, status: str) -> None:
        made = await book.made(status=status)
        assert (await book.stage(made, "withVet")).status_code == 409
        assert await book.get(made) == made

    async def test_that_contradict_each_other_are_refused(self, book: Book) -> None:
        for status, stage in (("cancelled", "arrived"), ("completed", "toPay"), ("no-show", "done")):
            answer = await book.post(status=status, stage=stage)
            assert [each["path"] for each in answer.json()["errors"]] == ["stage"], (status, stage)

    async def test_done_by_the_desk_is_not_reopened_by_it(self, book: Book, clinic: ClinicStub) -> None:
        made = await book.made()
        async with Client(book.client.app, clinic.user("staff")) as client:
            desk = Book(client, clinic, book.peers)
            assert (await desk.stage(made, "done")).status_code == 200
            refused = await desk.put(made, status="scheduled", stage="toPay")
            assert refused.status_code == 409
        reopened = (await book.put(made, status="scheduled", stage="toPay")).json()
        assert (reopened["status"], reopened["stage"]) == ("scheduled", "toPay")
