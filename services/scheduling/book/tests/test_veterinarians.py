from unicodedata import normalize
from uuid import uuid4

import pytest

from services.scheduling.book.tests.test_events import user_document
from services.scheduling.events import from_auth
from services.scheduling.tests.examples import Book, Json

NAME = "Élise O'Brien"
SPELLINGS = [NAME, f"Dr. {NAME}", "  élise  o'brien ", normalize("NFD", NAME), "O'Brien Élise", "Élise\u200b O'Brien"]


async def staff(book: Book, first: str = "Élise", last: str = "O'Brien") -> Json:
    user = book.peers.put(book.clinic, "user", user_document(first, last))
    await book.happens(from_auth, book.event("user", user))
    return user


class TestName:
    @pytest.mark.parametrize("spelling", SPELLINGS)
    async def test_is_its_users_in_any_spelling(self, book: Book, spelling: str) -> None:
        user = await staff(book)
        assert (await book.made(veterinarian=spelling))["veterinarianId"] == user["id"]
        assert (await book.post(veterinarian=NAME)).status_code == 409

    @pytest.mark.parametrize(("first", "last"), [("Mary ", "Stone"), (" Mary", " Stone"), ("Mary", "\u200bStone")])
    async def test_is_that_of_a_user_who_was_kept_with_blanks(self, book: Book, first: str, last: str) -> None:
        user = await staff(book, first, last)
        assert (await book.made(veterinarian="Mary Stone"))["veterinarianId"] == user["id"]

    async def test_of_nobody_here_is_a_visiting_veterinarians(self, book: Book) -> None:
        await staff(book)
        made = await book.made(veterinarian="Dr. Sa")
        assert (made["veterinarian"], made["veterinarianId"]) == ("Dr. Sa", None)
        assert (await book.post(veterinarian=normalize("NFD", "DR. SA "))).status_code == 409

    async def test_finds_the_appointments_in_any_spelling(self, book: Book) -> None:
        user = await staff(book)
        made = [await book.made(veterinarian=name, time=f"{n + 8:02}:00") for n, name in enumerate(SPELLINGS)]
        await book.made(veterinarian="Visitor")
        for spelling in SPELLINGS:
            found = await book.client.get("/api/appointments", params={"veterinarian": spelling})
            assert {each["id"] for each in found.json()} == {each["id"] for each in made}
        assert len(await book.ids(f"?veterinarianId={user['id']}")) == len(made)
        assert len(await book.ids("?veterinarian=dr.%20VISITOR")) == 1


class TestId:
    async def test_names_a_user(self, book: Book) -> None:
        user = book.peers.put(book.clinic, "user", user_document("Élise", "O'Brien"))
        made = await book.made(veterinarian="", veterinarianId=user["id"])
        assert (made["veterinarian"], made["veterinarianId"]) == (NAME, user["id"])
        refused = await book.post(veterinarian="", veterinarianId=user["id"])
        assert refused.json()["conflict"]["id"] == made["id"]

    async def test_of_nobody_here_is_422(self, book: Book) -> None:
        refused = await book.post(veterinarianId=str(uuid4()))
        assert [fault["path"] for fault in refused.json()["errors"]] == ["veterinarianId"]

    async def test_decides_over_another_name_and_keeps_its_own_spelling(self, book: Book) -> None:
        user = await staff(book)
        assert (await book.made(veterinarian="Bo", veterinarianId=user["id"], time="09:00"))["veterinarian"] == NAME
        titled = await book.made(veterinarian=f"Dr. {NAME}", veterinarianId=user["id"])
        assert titled["veterinarian"] == f"Dr. {NAME}"

    async def test_changes_whose_it_is(self, book: Book) -> None:
        await staff(book)
        other = await staff(book, "Bo", "Chen")
        made = await book.made(veterinarian=NAME)
        moved = (await book.put(made, veterinarianId=other["id"])).json()
        assert (moved["veterinarian"], moved["veterinarianId"]) == ("Bo Chen", other["id"])

    async def test_stays_where_the_answer_goes_back_in(self, book: Book) -> None:
        user = await staff(book)
        made = await book.made(veterinarian=NAME)
        await book.happens(from_auth, book.event("user", user | {"lastName": "Stone"}, revision=3))
        same = (await book.put(made, **{**made, "notes": "x"})).json()
        assert (same["veterinarian"], same["veterinarianId"]) == (NAME, user["id"])

    async def test_follows_a_name_that_a_client_of_the_first_api_changed(self, book: Book) -> None:
        await staff(book)
        other = await staff(book, "Bo", "Chen")
        made = await book.made(veterinarian=NAME)
        moved = (await book.put(made, **{**made, "veterinarian": "Dr. Bo Chen"})).json()
        assert (moved["veterinarian"], moved["veterinarianId"]) == ("Dr. Bo Chen", other["id"])
        assert (await book.put(made, veterinarian="Visitor")).json()["veterinarianId"] is None

    async def test_is_erased_with_its_name(self, book: Book) -> None:
        await staff(book)
        made = await book.made(veterinarian=NAME)
        erased = (await book.put(made, veterinarianId=None)).json()
        assert (erased["veterinarian"], erased["veterinarianId"]) == ("", None)
        assert (await book.post(veterinarian=NAME)).status_code == 201
