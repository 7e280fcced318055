import asyncio
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from pypdf import PdfReader

from services.patients.chart.tests.test_views import views
from services.patients.tests.examples import new_owner, new_patient, new_record
from shared.process.rendering.renderer import Renderer
from shared.process.rendering.turns import Turns
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub
from shared.testing.pdf import pages

MARKS = "UPDATE records SET notes = 'a' || repeat(U&'\\0301', 99999) WHERE id = $1"
KOREAN = {"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8"}


class TestPdf:
    async def test_holds_the_record_its_patient_and_owner(self, client: Client) -> None:
        patient = await new_patient(client, weight=12.3, weightUnit="kg", alerts=["Penicillin"])
        record = await new_record(client, patientId=patient["id"], visitDate="2026-01-05", notes="Recheck\nin 10 days")
        answer = await client.get(f"/api/records/{record['id']}/pdf")
        (text,) = pages(answer)
        for words in ("Test clinic", "Rex", "Dog · Beagle", "12.3 kg", "Penicillin", "Ann Lee", "555-0100"):
            assert words in text
        for words in ("Jan 5, 2026", "Otitis", "Drops", "Recheck in 10 days", "Sarah Wilson", "has not been signed"):
            assert words in text
        assert answer.headers["Content-Disposition"] == 'inline; filename="record-2026-01-05.pdf"'

    async def test_holds_signature_and_addenda(self, client: Client) -> None:
        url = f"/api/records/{(await new_record(client))['id']}"
        await client.post(f"{url}/sign")
        for text in ("first", "second"):
            await client.post(f"{url}/addenda", json={"text": f"the {text} addendum"})
        (text,) = pages(await client.get(f"{url}/pdf"))
        assert "has not been signed" not in text
        assert 0 < text.index("Version 2") < text.index("the first addendum") < text.index("the second addendum")

    async def test_is_in_korean_with_korean_text(self, client: Client) -> None:
        owner = await new_owner(client, firstName="민지", lastName="김")
        patient = await new_patient(client, ownerId=owner["id"], name="초코", gender="Female")
        record = await new_record(client, patientId=patient["id"], diagnosis="외이염", visitDate="2026-01-05")
        (text,) = pages(await client.get(f"/api/records/{record['id']}/pdf", headers=KOREAN))
        for words in ("진료 기록", "초코", "김민지", "암컷", "외이염", "2026년 1월 5일", "서명되지 않은"):
            assert words in text

    async def test_language_is_asked_for_or_the_browsers_or_the_clinics(
        self, client: Client, app: ServiceApp, peers: PeersStub
    ) -> None:
        url = f"/api/records/{(await new_record(client))['id']}/pdf"
        assert "Medical record" in pages(await client.get(url, headers={"Accept-Language": "fr"}))[0]
        assert "진료 기록" in pages(await client.get(f"{url}?lang=ko"))[0]
        assert "Medical record" in pages(await client.get(f"{url}?lang=en", headers=KOREAN))[0]
        assert (await client.get(f"{url}?lang=fr")).status_code == 422
        async with Client(app, peers.add(ClinicStub("Asia/Seoul", "KRW", 0.1, True)).user()) as korean:
            url = f"/api/records/{(await new_record(korean))['id']}/pdf"
            assert "진료 기록" in pages(await korean.get(url))[0]

    @pytest.mark.parametrize("text", ['#set text(1pt) *a* $x$ <b> "q" \\ // z', "#eval(sys.inputs.data)", "漢字 😀"])
    async def test_text_is_no_markup(self, client: Client, text: str) -> None:
        record = await new_record(client, notes=text)
        (found,) = pages(await client.get(f"/api/records/{record['id']}/pdf"))
        assert text in found or not text.isascii()

    @pytest.mark.parametrize("text", ["漢字 韓醫學", "😀 🐕", "שלום", "السلام", "가나다 かな", "a→b ≥ ½ ℃ ✓"])
    async def test_has_a_glyph_for_every_script(self, client: Client, text: str) -> None:
        record = await new_record(client, notes=text)
        (found,) = pages(await client.get(f"/api/records/{record['id']}/pdf"))
        assert set(text) <= set(found)
        assert "\0" not in found

    async def test_words_wider_than_the_line_go_on_in_the_next(self, client: Client) -> None:
        patient = await new_patient(client, name="W" * 190, ownerId=(await new_owner(client, address="W" * 400))["id"])
        words = {"notes": "한" * 2_000 + " " + "W" * 66_000, "symptoms": "ש" * 9_000}
        record = await new_record(client, patientId=patient["id"], **words)
        answer = await client.get(f"/api/records/{record['id']}/pdf")
        lines = [line for page in PdfReader(BytesIO(answer.content)).pages for line in page.extract_text().split()]
        assert max(map(len, lines)) < 125
        assert sum(line.count("W") for line in lines) >= 66_000 + 2 * 190 + 400
        assert sum(line.count("ש") for line in lines) == 9_000

    async def test_a_tab_is_white_space(self, client: Client) -> None:
        record = await new_record(client, notes="Na\t140\tmmol")
        assert "Na 140 mmol" in pages(await client.get(f"/api/records/{record['id']}/pdf"))[0]

    @pytest.mark.parametrize(
        ("days", "english", "korean"), [(77, "11 weeks", "11주"), (200, "6 months", "6개월"), (800, "2 years", "2살")]
    )
    async def test_tells_a_young_animals_age_in_weeks_and_months(
        self, client: Client, clinic: ClinicStub, days: int, english: str, korean: str
    ) -> None:
        patient = await new_patient(client, birthDate=str(clinic.today() - timedelta(days)))
        url = f"/api/records/{(await new_record(client, patientId=patient['id']))['id']}/pdf"
        assert f"Age {english}" in pages(await client.get(url))[0]
        assert f"나이 {korean}" in pages(await client.get(f"{url}?lang=ko"))[0]

    async def test_with_more_marks_than_a_text_may_have_is_refused_and_anothers_printed(
        self, client: Client, stranger: Client, app: ServiceApp
    ) -> None:
        """As it was stored before texts had a bound on marks."""
        record, other = await new_record(client), await new_record(stranger)
        async with app.service.db.transaction(client.clinic_id) as tx:
            await tx.connection.execute(MARKS, UUID(record["id"]))
        refused, printed = await asyncio.gather(
            client.get(f"/api/records/{record['id']}/pdf"), stranger.get(f"/api/records/{other['id']}/pdf")
        )
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:vetchart:problem:too-complex")
        assert "too large or too complex to print" in refused.json()["detail"]
        assert pages(printed)

    async def test_past_the_clinics_share_is_refused_with_retry_after(
        self, client: Client, app: ServiceApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record = await new_record(client)
        monkeypatch.setattr(app.service, "renderer", Renderer(Turns(1, 1, 0, 1)))
        refused = await client.get(f"/api/records/{record['id']}/pdf")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")

    async def test_goes_on_over_pages(self, client: Client) -> None:
        record = await new_record(client, notes="line\n" * 200)
        found = pages(await client.get(f"/api/records/{record['id']}/pdf"))
        assert len(found) > 3
        assert f"Page {len(found)} of {len(found)}" in found[-1]

    async def test_is_seen_like_the_record(self, client: Client, app: ServiceApp) -> None:
        record = await new_record(client)
        await client.get(f"/api/records/{record['id']}/pdf")
        (view,) = await views(app, client.clinic_id)
        assert str(view["record_id"]) == record["id"]

    async def test_of_another_clinics_record_is_not_found(self, client: Client, stranger: Client) -> None:
        record = await new_record(client)
        assert (await stranger.get(f"/api/records/{record['id']}/pdf")).status_code == 404
