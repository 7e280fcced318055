from services.scheduling.tests.examples import LATER, Book
from shared.testing.openapi import explore


async def test_every_call_answers_as_its_document_says(book: Book) -> None:
    found = await explore(book.client, patients=book.patient()["id"], date=LATER)
    assert {200, 201, 422} <= found.keys()
