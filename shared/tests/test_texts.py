from typing import Any
from unicodedata import normalize

import pytest

from shared.wire.errors import Invalid
from shared.wire.shapes import Line, Name, Notes, Person, Shape, decode, read_query
from shared.wire.texts import BLANK, TURNING, UNBALANCED, plain

KOREAN = "김민준"
UNSEEN = [
    "\u3164",
    "\u200b",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u2800",
    "\u115f",
    "\u1160",
    "\uffa0",
    "\u034f",
    "\U000e0041",
]


class Thing(Shape):
    name: Name
    person: Person = ""
    line: Line = ""
    notes: Notes = ""
    alerts: list[Name] = []


class Part(Shape):
    label: Line


class Whole(Shape):
    parts: list[Part]


def made(**fields: Any) -> Thing:
    return decode({"name": "n", **fields}, Thing)


def refused(**fields: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as raised:
        made(**fields)
    return {fault.path: fault.message for fault in raised.value.faults}


class TestComposition:
    def test_is_that_of_all_text(self) -> None:
        decomposed = normalize("NFD", KOREAN)
        thing = made(name=decomposed, person=decomposed, line=decomposed, notes=decomposed, alerts=[decomposed])
        assert (thing.name, thing.person, thing.line, thing.notes, thing.alerts) == (KOREAN,) * 4 + ([KOREAN],)

    def test_is_that_of_what_lists_hold_and_queries_ask(self) -> None:
        decomposed = normalize("NFD", KOREAN)
        assert decode({"parts": [{"label": decomposed}]}, Whole).parts[0].label == KOREAN
        assert read_query({"name": "n", "line": decomposed}, Thing).line == KOREAN

    def test_never_makes_a_text_that_is_refused_when_it_comes_back(self) -> None:
        assert "line" in refused(line="x" + "\u0344" * 16)  # becomes two marks each
        assert made(line="k" + "\u0344" * 15).line == "k" + "\u0308\u0301" * 15


class TestName:
    @pytest.mark.parametrize("typed", ["Mary ", " Mary", "\tMary\n", "Mary\u200b", "\ufeffMary\u3000", "Ma\u00adry"])
    def test_loses_what_stands_around_it_and_has_no_width(self, typed: str) -> None:
        assert (made(name=typed).name, made(person=typed).person, made(alerts=[typed]).alerts) == ("Mary",) * 2 + (
            ["Mary"],
        )

    def test_is_single_spaced(self) -> None:
        assert made(name="Mary \u00a0 Ann\u3164Stone").name == "Mary Ann Stone"

    @pytest.mark.parametrize("unseen", ["", " ", "\u3000", "\x01", "\u200d", "\ufe0f", *UNSEEN])
    def test_has_something_that_can_be_seen(self, unseen: str) -> None:
        assert refused(name=unseen * 2, alerts=[unseen]) == {"name": BLANK[1], "alerts[0]": BLANK[1]}

    def test_may_be_nobodys_where_it_may_be_left_out(self) -> None:
        assert made(person=" \u200b ").person == ""

    @pytest.mark.parametrize("name", ["👨‍👩‍👧", "❤️", "נועה", "علی‌رضا", "한지훈", "Łukasz", "𠮷野"])
    def test_may_be_of_any_script(self, name: str) -> None:
        assert made(name=name).name == name

    @pytest.mark.parametrize("turn", [*"\u202a\u202b\u202d\u202e\u202c", *"\u2066\u2067\u2068\u2069"])
    def test_turns_no_writing(self, turn: str) -> None:
        turned = f"a{turn}b"
        told = refused(name=turned, person=turned, line=turned, alerts=[turned])
        assert told == dict.fromkeys(["name", "person", "line", "alerts[0]"], TURNING[1])


class TestLongText:
    def test_keeps_its_blanks_and_lines(self) -> None:
        assert made(notes="  é\n\n\tb ").notes == "  é\n\n\tb "

    @pytest.mark.parametrize("notes", ["\u2067שלום\u2069 a", "\u202b\u2068x\u2069\u202c", "a\n\u202ex\u202c"])
    def test_may_turn_the_writing_and_back(self, notes: str) -> None:
        assert made(notes=notes).notes == notes

    @pytest.mark.parametrize("notes", ["a\u202eb", "\u2067a\n\u2069", "\u2069", "\u202a\u2066\u202c\u2069"])
    def test_turns_the_writing_back_in_the_same_line(self, notes: str) -> None:
        assert refused(notes=notes) == {"notes": UNBALANCED[1]}


class TestPlain:
    @pytest.mark.parametrize(
        "spelling",
        ["élise o'brien", "  ÉLISE\u00a0O'Brien", normalize("NFD", "Élise O'Brien"), "É\u200dlise O'Bri\u00aden"],
    )
    def test_is_one_for_all_spellings(self, spelling: str) -> None:
        assert plain(spelling) == plain("Élise O'Brien")
