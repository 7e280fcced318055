from services.auth.tests.conftest import Hospital
from shared.testing.openapi import explore

ENDS_ITS_OWN_SESSION = ["/auth/logout"]


async def test_every_call_answers_as_its_document_says(hospital: Hospital) -> None:
    async with await hospital.asks() as client:
        expected = frozenset({200, 201, 404, 422})
        await explore(client, expected, without=ENDS_ITS_OWN_SESSION, timeZone="Asia/Seoul", currency="KRW")
