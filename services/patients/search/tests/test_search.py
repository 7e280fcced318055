import sys
from functools import partial
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from services.patients.app import FOUND as ALL_FOUND
from services.patients.index import queries as index
from services.patients.index.found import Found
from services.patients.index.rebuild import rebuild_chunk
from services.patients.registry.owners.found import FOUND
from services.patients.search import mixed_queries, queries
from services.patients.tests.examples import new_owner, new_patient, new_record
from shared.data.db import Statement, Transaction
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub
from shared.values.ids import new_id

# Few letters, so that many terms are alike or begin alike.
few_terms = st.sets(st.sampled_from(["a", "ab", "abb", "b", "ba"]), min_size=1, max_size=3)
subjects = st.lists(st.tuples(st.sampled_from(["owner", "patient", "record"]), few_terms), max_size=12)

STAGES = ["ㅁ", "무", "문", "문ㅅ", "문서", "문성", "문서유", "문서윤", "서윤", "ㅁㅅㅇ", "ㅁㅅ"]


def test_all_that_is_found_is_rebuilt() -> None:
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("services.patients.")]
    found = {id(each): each for module in modules for each in vars(module).values() if isinstance(each, Found)}
    assert sorted(each.kind for each in found.values()) == sorted(each.kind for each in ALL_FOUND)


async def titles(client: Client, query: str) -> list[str]:
    answer = await client.get("/api/search", params={"q": query})
    assert answer.status_code == 200, answer.text
    return [result["title"] for result in answer.json()]


class TestOwners:
    @pytest.mark.parametrize(
        "query", ["김민", "김민지", "민지", "ㄱㅁㅈ", "ㄱㅁ", "김 민지", "8765", "010-9876", "min@"]
    )
    async def test_are_found_by_korean_name_initials_phone_and_mail(self, client: Client, query: str) -> None:
        fields = {"firstName": "민지", "lastName": "김", "phone": "010-9876-5432", "email": "min@hanbit.example"}
        await new_owner(client, **fields)
        await new_owner(client, firstName="준호", lastName="이", phone="010-1111-2222", email="jh@other.example")
        assert await titles(client, query) == ["김민지"]

    @pytest.mark.parametrize("query", ["진", "ㅎㅈ", "허진"])
    async def test_two_letter_names_are_found(self, client: Client, query: str) -> None:
        await new_owner(client, firstName="진", lastName="허")
        assert await titles(client, query) == ["허진"]

    @pytest.mark.parametrize("query", ["ann lee", "LEE", "Le", "lee ann"])
    async def test_are_found_by_parts_of_the_name_in_any_case(self, client: Client, query: str) -> None:
        await new_owner(client)
        await new_owner(client, firstName="Bo", lastName="Ek", email="")
        assert await titles(client, query) == ["Ann Lee"]

    async def test_decomposed_korean_is_the_same_name(self, client: Client) -> None:
        await new_owner(client, firstName="민지", lastName="김")
        assert await titles(client, "민지") == ["김민지"]

    async def test_a_changed_name_is_found_and_the_old_one_is_not(self, client: Client) -> None:
        owner = await new_owner(client)
        await client.put(f"/api/owners/{owner['id']}", json={"lastName": "Park"})
        assert await titles(client, "Park") == ["Ann Park"]
        assert await titles(client, "Lee") == []


class TestPatients:
    @pytest.mark.parametrize("query", ["Rex", "beag", "985112345678901", "345678", "985 112"])
    async def test_are_found_by_name_breed_and_chip(self, client: Client, query: str) -> None:
        patient = await new_patient(client, microchip="985112345678901")
        await new_patient(client, name="Tom", breed="Siamese")
        answer = await client.get("/api/search", params={"q": query})
        expected = {
            "type": "patient",
            "id": patient["id"],
            "patientId": patient["id"],
            "ownerId": patient["ownerId"],
        } | {"animals": []}
        assert answer.json() == [{**expected, "title": "Rex", "subtitle": "Dog · Beagle · Ann Lee"}]


class TestSpelling:
    @pytest.mark.parametrize("typed", STAGES)
    async def test_a_korean_name_is_found_at_each_stage_of_its_typing(self, client: Client, typed: str) -> None:
        await new_owner(client, firstName="서윤", lastName="문", phone="", email="")
        assert await titles(client, typed) == ["문서윤"]

    @pytest.mark.parametrize(
        ("kept", "typed"),
        [
            ("010-9876-5432", "+82 10-9876-5432"),
            ("010-9876-5432", "+82 10 98"),
            ("010-9876-5432", "821098765432"),
            ("010-9876-5432", "０１０９８７６"),
            ("+82 10-9876-5432", "010-9876-5432"),
            ("+82 10-9876-5432", "010"),
            ("555-010-1234", "+1 555 010 1234"),
            ("+1 (555) 010-1234", "5550101234"),
            ("030 123456", "+49 30 123456"),
            ("+49 30 123456", "030 123456"),
        ],
    )
    async def test_a_phone_is_found_with_and_without_its_country(self, client: Client, kept: str, typed: str) -> None:
        await new_owner(client, phone=kept)
        await new_owner(client, phone="777-888-9999")
        assert await titles(client, typed) == ["Ann Lee"]

    @pytest.mark.parametrize(
        ("name", "typed"),
        [
            ("007", "007"),
            ("3", "3"),
            ("Rex 2", "rex 2"),
            ("Rex2", "rex 2"),
            ("R2D2", "d2"),
            ("３호", "3호"),
            ("Zoë", "Zoe"),
            ("Zoe", "ZOË"),
            ("Łukasz", "Lukasz"),
            ("Søren", "soren"),
            ("Straße", "strasse"),
            ("O'Brien", "OBrien"),
            ("OBrien", "o’brien"),
            ("Jean-Luc", "jeanluc"),
            ("🐶", "🐶"),
            ("👩‍⚕️", "👩‍⚕️"),
            ("!!", "!!"),
            ("고양이", "고야"),
            ("관우", "고"),
            ("각시", "갃"),
        ],
    )
    async def test_a_name_is_found_as_it_is_typed(self, client: Client, name: str, typed: str) -> None:
        owner = await new_owner(client, firstName="Q", lastName="Q", phone="", email="")
        await new_patient(client, name=name, ownerId=owner["id"])
        await new_patient(client, name="Waffles", ownerId=owner["id"])
        assert await titles(client, typed) == [name]


class TestWordsTogether:
    @pytest.mark.parametrize("typed", ["초코 김민지", "김민지 초코", "초코 7788", "ㅊㅋ 김민", "초 민지"])
    async def test_a_patient_is_found_by_itself_and_its_owner(self, client: Client, typed: str) -> None:
        owner = await new_owner(client, firstName="민지", lastName="김", phone="010-1234-7788", email="")
        await new_patient(client, name="초코", breed="", ownerId=owner["id"])
        await new_patient(client, name="보리", breed="", ownerId=owner["id"])
        await new_patient(client, name="초코", breed="")
        answer = await client.get("/api/search", params={"q": typed, "kind": "patient"})
        assert [(each["title"], each["ownerId"]) for each in answer.json()] == [("초코", owner["id"])]

    @pytest.mark.parametrize("typed", ["berg", "7788", "berg waf"])
    async def test_an_owner_is_shown_with_the_animals_and_they_are_found_too(self, client: Client, typed: str) -> None:
        owner = await new_owner(client, firstName="Ida", lastName="Berg", phone="555-7788", email="")
        await new_patient(client, name="Waffles", ownerId=owner["id"])
        found = (await client.get("/api/search", params={"q": typed})).json()
        assert [(each["title"], each["animals"]) for each in found] in (
            [("Ida Berg", ["Waffles"]), ("Waffles", [])],
            [("Waffles", []), ("Ida Berg", ["Waffles"])],
        )

    @pytest.mark.parametrize("typed", ["otitis max", "max otit", "otitis kowalski", "max otitis kowalski 7788"])
    async def test_a_record_is_found_by_itself_its_patient_and_the_owner(self, client: Client, typed: str) -> None:
        owner = await new_owner(client, firstName="Jan", lastName="Kowalski", phone="555-7788", email="")
        patient = await new_patient(client, name="Max", ownerId=owner["id"])
        record = await new_record(client, patientId=patient["id"], diagnosis="Otitis externa")
        await new_record(client, patientId=patient["id"], diagnosis="Spay")
        await new_record(client, diagnosis="Otitis media")
        found = (await client.get("/api/search", params={"q": typed})).json()
        assert [each["id"] for each in found] == [record["id"]]

    async def test_numbers_that_end_so_come_first(self, client: Client) -> None:
        for phone in ("555-0100-9", "555-0100", "555-0100-8"):
            await new_owner(client, lastName=f"P{phone[-1]}", phone=phone)
        assert (await titles(client, "0100"))[0] == "Ann P0"

    async def test_are_not_looked_for_in_records_where_enough_is_found(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[int] = []

        async def mixed_records(*_: object) -> list[UUID]:
            looked.append(1)
            return []

        monkeypatch.setattr(mixed_queries, "mixed_records", mixed_records)
        await new_owner(client)
        asked = {"q": "ann lee", "limit": "1"}
        assert len((await client.get("/api/search", params=asked)).json()) == 1
        assert not looked
        await client.get("/api/search", params={**asked, "kind": "record"})
        await client.get("/api/search", params={"q": "ann lee"})
        assert len(looked) == 2


class TestFilters:
    async def test_only_what_the_filters_show_is_found(self, client: Client) -> None:
        owner = (await new_owner(client))["id"]
        for name, status in (("Rex A", "active"), ("Rex I", "inactive")):
            await new_patient(client, name=name, status=status, ownerId=owner)
        gone = await new_patient(client, name="Rex Z", ownerId=owner)
        await client.delete(f"/api/patients/{gone['id']}")

        async def found(**filters: str) -> list[str]:
            answer = await client.get("/api/search", params={"q": "rex", **filters})
            return sorted(result["title"] for result in answer.json())

        assert await found() == ["Rex A", "Rex I"]
        assert await found(status="inactive") == ["Rex I"]
        assert await found(archived="true") == ["Rex Z"]
        assert await found(kind="owner") == []

    async def test_records_of_the_days_asked_for_are_found(self, client: Client) -> None:
        patient = (await new_patient(client))["id"]
        for day in ("2024-01-01", "2024-02-01"):
            await new_record(client, patientId=patient, visitDate=day)
        for query in ("otitis", "otitis rex"):
            answer = await client.get("/api/search", params={"q": query, "from": "2024-01-15", "to": "2024-02-01"})
            assert [result["subtitle"] for result in answer.json()] == ["Rex · 2024-02-01"]


class TestRecords:
    async def test_are_found_by_the_beginnings_of_their_words(self, client: Client) -> None:
        record = await new_record(client, diagnosis="Otitis externa", notes="귀를 긁음")
        await new_record(client, diagnosis="Spay")
        for query in ("otitis", "exter oti", "귀를", "OTITIS EXTERNA"):
            results = (await client.get("/api/search", params={"q": query})).json()
            assert [(r["type"], r["id"], r["patientId"]) for r in results] == [
                ("record", record["id"], record["patientId"])
            ]

    async def test_all_words_must_be_there(self, client: Client) -> None:
        await new_record(client, diagnosis="Otitis externa")
        assert await titles(client, "otitis media") == []


class TestEverything:
    async def test_archived_ones_are_not_shown(self, client: Client) -> None:
        patient = await new_patient(client)
        await client.delete(f"/api/patients/{patient['id']}")
        await client.delete(f"/api/owners/{patient['ownerId']}")
        assert await titles(client, "Rex") == await titles(client, "Ann") == []

    async def test_another_clinics_are_not_shown(self, client: Client, stranger: Client) -> None:
        await new_record(stranger, diagnosis="Otitis")
        for query in ("Ann", "Rex", "Otitis", "555-0100"):
            assert await titles(client, query) == []

    @pytest.mark.parametrize("query", ["", " ", "-", "1", "%", "'", "\\", "😀", "ㅏ", "ㄳ", "a" * 200, "(((", "$1"])
    async def test_nothing_found_is_an_empty_list(self, client: Client, query: str) -> None:
        assert await titles(client, query) == []

    @pytest.mark.parametrize("query", ["a" * 201, "\0"])
    async def test_what_cannot_be_searched_is_422(self, client: Client, query: str) -> None:
        assert (await client.get("/api/search", params={"q": query})).status_code == 422

    async def test_titles_that_begin_so_come_first(self, client: Client) -> None:
        await new_patient(client, name="Anton")
        await new_patient(client, name="Milan Tonka", breed="Tonkinese")
        assert (await titles(client, "ton"))[0] == "Anton" or (await titles(client, "anton"))[0] == "Anton"
        assert (await titles(client, "mil"))[0] == "Milan Tonka"

    async def test_gives_no_more_than_asked_for(self, client: Client) -> None:
        owner = await new_owner(client)
        for _ in range(3):
            await new_patient(client, ownerId=owner["id"])
        assert len((await client.get("/api/search?q=Rex&limit=2")).json()) == 2


_WRITE = Statement(
    "write terms",
    text(
        """INSERT INTO search_terms (clinic_id, term, kind, id)
        SELECT CAST(:clinic_id AS uuid), term, CAST(:kind AS text), CAST(:id AS uuid)
        FROM unnest(CAST(:terms AS text[])) AS term"""
    ),
)


async def write_terms(tx: Transaction, kind: str, subject: UUID, terms: set[str]) -> None:
    """Of a subject that there is no row of."""
    await tx.execute(_WRITE, kind=kind, id=subject, terms=sorted(terms))


class TestIndex:
    @settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(subjects, few_terms, st.integers(1, 5))
    async def test_finds_what_a_filter_would(
        self, app: ServiceApp, written: list[tuple[str, set[str]]], wanted: set[str], limit: int
    ) -> None:
        newest_first = [(kind, new_id(), terms) for kind, terms in written][::-1]
        async with app.service.db.transaction(new_id()) as tx:
            for each in newest_first:
                await write_terms(tx, *each)
            found = {kind: await queries.with_terms(tx, wanted, limit, kind) for kind in ("owner", "patient")}
            records = await queries.records_with(tx, sorted(wanted), limit)
        for kind in found:
            assert found[kind] == [i for k, i, terms in newest_first if k == kind and wanted <= terms][:limit]
        begun = [
            i
            for kind, i, terms in newest_first
            if kind == "record" and all(any(term.startswith(word) for term in terms) for word in wanted)
        ]
        assert records == begun[:limit]

    async def test_is_rebuilt_for_what_was_written_before(
        self, app: ServiceApp, client: Client, clinic: ClinicStub
    ) -> None:
        owner = await new_owner(client, lastName="Łuczak", email="")
        async with app.service.db.transaction(clinic.id) as tx:
            await index.replace(tx, "owner", "owners", UUID(owner["id"]), set())
        assert await titles(client, "luczak") == []
        async with app.service.db.transaction(clinic.id) as tx:
            assert [await rebuild_chunk(tx, FOUND) for _ in range(2)] == [1, 0]
        assert await titles(client, "luczak") == ["Ann Łuczak"]

    @pytest.mark.parametrize("kind", ["owner", "record"])
    async def test_looks_no_further_than_its_bound(
        self, app: ServiceApp, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        """Where each term has at least MOST rows, the newest MOST with one of them are looked at."""
        monkeypatch.setattr(queries, "MOST", 2)
        find = partial(queries.with_terms, kind="owner") if kind == "owner" else queries.records_with
        async with app.service.db.transaction(new_id()) as tx:
            oldest, older, newest = subjects = [new_id() for _ in range(3)]
            for subject in subjects:
                await write_terms(tx, kind, subject, {"a", "b"} | ({"c"} if subject == oldest else set()))
            assert await find(tx, ["a", "b"], 20) == [newest, older]
            assert await find(tx, ["a", "b", "c"], 20) == [oldest]
