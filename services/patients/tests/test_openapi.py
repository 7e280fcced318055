from shared.testing.kit import Client
from shared.testing.openapi import explore


async def test_every_call_answers_as_its_document_says(client: Client) -> None:
    await explore(client, frozenset({200, 201, 422}), species="Dog")
