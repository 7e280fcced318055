from services.scheduling.tests.examples import LATER, Book
from shared.testing.openapi import explore


async def test_every_call_answers_as_its_document_says(book: Book) -> None:
    await explore(book.client, frozenset({200, 201, 422}), patients=book.patient()["id"], date=LATER)
