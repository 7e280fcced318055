"""Who writes over an appointment or the hours that somebody else has changed is told by whom it was."""

from services.scheduling.tests.examples import Book
from shared.testing.kit import Client

STALE = {"If-Match": '"0-0"'}


async def test_412_of_an_appointment_names_who_changed_it(book: Book, ann: Client) -> None:
    url = f"/api/appointments/{(await book.made())['id']}"
    assert (await ann.put(url, json={"notes": "x"})).status_code == 200
    answers = [
        await book.client.put(url, json={}, headers=STALE),
        await book.client.patch(f"{url}/status", json={"status": "completed"}, headers=STALE),
        await book.client.post(f"{url}/stage", json={"stage": "arrived"}, headers=STALE),
        await book.client.delete(url, headers=STALE),
    ]
    who = {"id": str(ann.user_id), "name": "Ann Lee"}
    assert [(answer.status_code, answer.json().get("changedBy")) for answer in answers] == [(412, who)] * 4


async def test_412_of_the_hours_names_who_set_them(book: Book, ann: Client) -> None:
    assert (await ann.put("/api/hours", json={"monday": []})).status_code == 200
    stale = await book.client.put("/api/hours", json={}, headers=STALE)
    assert (stale.status_code, stale.json()["changedBy"]["name"]) == (412, "Ann Lee")
