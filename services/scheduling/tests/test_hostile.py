import pytest

from services.scheduling.tests.examples import LATER, Book
from shared.testing.hostile import Hostile

ONE = "/appointments/{id}"


@pytest.mark.timeout(300)
async def test_nothing_that_a_client_sends_is_an_error_of_ours(book: Book) -> None:
    appointment = await book.made()
    one: str = appointment["id"]
    hostile = Hostile(
        book.client,
        book.client.app,
        {
            "/appointments": {"patientId": appointment["patientId"], "date": LATER, "time": "10:00", "overbook": True},
            "/appointments/{id}/status": {"status": "cancelled"},
            "/appointments/{id}/stage": {"stage": "arrived"},
            "/hours": {
                "monday": [{"opens": "09:00", "closes": "17:00"}],
                "closedDays": [{"date": LATER, "reason": "Holiday"}],
            },
        },
        {ONE: one, f"{ONE}/status": one, f"{ONE}/stage": one},
    )
    assert await hostile.ask_all() == []
    assert {200, 201, 400, 404, 422} <= hostile.seen.keys()
