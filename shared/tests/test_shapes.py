import contextlib
import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal
from unicodedata import normalize
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from shared.testing.kit import Client
from shared.wire.errors import BadRequest, Fault, Invalid, Problem
from shared.wire.json_objects import read_object
from shared.wire.shapes import Line, Name, Shape, decode


class Item(Shape):
    ignored: ClassVar[frozenset[str]] = frozenset({"total"})
    quantity: Decimal
    label: Line = ""


class Order(Shape):
    name: Name
    owner_id: UUID
    kind: Literal["a", "b"]
    note: Line = ""
    count: Annotated[int, Meta(ge=0)] = 0
    weight: Decimal | None = None
    day: date | None = None
    choice: Literal["x", "y"] | None = None
    tag: Line | None = None
    items: list[Item] = []


OWNER = "0195f6a0-0000-7000-8000-000000000000"
HEAPED = "has more than 30 combining marks in a row"
GOOD = {"name": "n", "ownerId": OWNER, "kind": "a"}
BAD_JSON = {
    "nothing": b"",
    "cut off": b'{"a": 1',
    "trailing": b"{} {}",
    "single quotes": b"{'a': 1}",
    "double key": b'{"a": 1, "a": 2}',
    "double key inside": b'{"a": [{"b": 1, "b": 1}]}',
    "escaped double key": b'{"a": 1, "\\u0061": 2}',
    "NUL": b'{"a": "\\u0000"}',
    "NUL in a key": b'{"\\u0000": 1}',
    "lone surrogate": b'{"a": "\\ud800"}',
    "invalid UTF-8": b'{"a": "\xff"}',
    "overlong UTF-8": b'{"a": "\xc0\xaf"}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "huge": b'{"a": 1e400}',
    "tiny": b'{"a": 1e-400}',
    "huge exponent": b'{"a": 1e99999999999999999999}',
    "long integer": b'{"a": ' + b"9" * 5000 + b"}",
    "long fraction": b'{"a": 0.' + b"1" * 31 + b"}",
    "deep": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "deep list": b'{"a":' + b"[" * 65 + b"]" * 65 + b"}",
    "control character": b'{"a": "\x01"}',
    "comment": b"{} // no",
    "BOM": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
}


def faults(body: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as error:
        decode(body, Order)
    return {fault.path: fault.code for fault in error.value.faults}


class TestReading:
    @pytest.mark.parametrize("name", BAD_JSON)
    def test_what_is_no_json_is_400(self, name: str) -> None:
        with pytest.raises(BadRequest):
            read_object(BAD_JSON[name])

    @pytest.mark.parametrize("text", ["[]", "1", "null", '"x"', "true"])
    def test_what_is_no_object_is_422(self, text: str) -> None:
        with pytest.raises(Invalid):
            read_object(text.encode())

    @pytest.mark.parametrize("text", ["12.3", "12.30", "0.1", "1e3", "-0.0"])
    def test_numbers_stay_as_they_were_typed(self, text: str) -> None:
        assert str(read_object(f'{{"a": {text}}}'.encode())["a"]) == str(Decimal(text))

    @given(st.binary(max_size=200))
    def test_any_bytes_are_an_object_or_a_problem(self, data: bytes) -> None:
        with contextlib.suppress(Problem):
            assert isinstance(read_object(data), dict)


class TestFaults:
    def test_are_all_told(self) -> None:
        wrong = {"name": " ", "ownerId": "x", "kind": "c", "count": -1, "day": "soon", "pet": 1}
        codes = ["required", "invalid", "choice", "range", "invalid", "unknown"]
        assert faults(wrong) == dict(zip(wrong, codes, strict=True))

    def test_name_what_is_missing(self) -> None:
        assert faults({}) == dict.fromkeys(["name", "ownerId", "kind"], "required")

    def test_inside_lists_have_their_place(self) -> None:
        items = [{"quantity": "x"}, {"quantity": 1, "label": 5, "pet": 1}, {}]
        expected = {"items[0].quantity", "items[1].label", "items[1].pet", "items[2].quantity"}
        assert set(faults({**GOOD, "items": items})) == expected

    def test_of_an_item_that_is_no_object(self) -> None:
        assert set(faults({**GOOD, "items": [1]})) == {"items[0]"}


class TestNumbers:
    @pytest.mark.parametrize("text", ["12.30", "7", "-0.5", "2"])
    def test_that_stand_as_text_are_faults(self, text: str) -> None:
        items = [{"quantity": 1}, {"quantity": text}]
        expected = {"weight": "invalid", "count": "invalid", "items[1].quantity": "invalid"}
        assert faults({**GOOD, "weight": text, "count": text, "items": items}) == expected

    def test_say_that_text_is_none(self) -> None:
        with pytest.raises(Invalid) as error:
            decode({**GOOD, "items": [{"quantity": "2"}]}, Order)
        assert error.value.faults == (Fault("items[0].quantity", "invalid", "must be a number"),)

    @pytest.mark.parametrize(
        "value", ["NaN", "sNaN", "Infinity", "1e999999", " 5", "1_0", "１２", True, [], "9" * 10_000]
    )
    def test_that_are_none_are_faults(self, value: Any) -> None:
        assert faults({**GOOD, "weight": value}) == {"weight": "invalid"}


class TestIgnored:
    def test_read_only_names_have_no_effect_whatever_they_hold(self) -> None:
        values: list[Any] = [None, 8.004, {"a": []}, "x"]
        for value in values:
            assert decode({**GOOD, "id": value}, Order, frozenset({"id"})).name == "n"

    def test_nested_shapes_have_their_own(self) -> None:
        order = decode({**GOOD, "items": [{"quantity": 2, "total": "?"}]}, Order)
        assert order.items[0].quantity == 2

    def test_others_are_faults(self) -> None:
        assert faults({**GOOD, "id": 1}) == {"id": "unknown"}

    def test_of_a_megabyte_of_unknown_fields_some_are_told(self) -> None:
        told = faults({**GOOD, **{f"{'x' * 200}{number}": 1 for number in range(5000)}})
        assert 1 <= len(told) <= 100
        assert max(map(len, told)) == 100


class TestBlank:
    def test_is_null_for_an_optional_choice_date_or_number(self) -> None:
        order = decode({**GOOD, "weight": "", "day": "", "choice": ""}, Order)
        assert (order.weight, order.day, order.choice) == (None, None, None)

    def test_is_the_default_where_there_is_no_null(self) -> None:
        order = decode({**GOOD, "count": "", "items": ""}, Order)
        assert (order.count, order.items) == (0, [])

    def test_is_the_empty_text_for_a_text(self) -> None:
        order = decode({**GOOD, "note": "", "tag": ""}, Order)
        assert (order.note, order.tag) == ("", "")

    def test_is_refused_where_something_is_required(self) -> None:
        assert set(faults({"name": "", "ownerId": "", "kind": ""})) == {"name", "ownerId", "kind"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
fields = st.sampled_from(["name", "ownerId", "kind", "note", "count", "weight", "day", "choice", "tag", "items", "x"])
item = st.dictionaries(st.sampled_from(["quantity", "label", "total"]), json_values)


class TestDecode:
    @given(st.dictionaries(fields, json_values | st.lists(item, max_size=3) | st.sampled_from(["", "a", OWNER])))
    def test_raises_nothing_but_problems(self, body: dict[str, Any]) -> None:
        with contextlib.suppress(Invalid):
            decode(body, Order)

    @given(st.text(max_size=50))
    def test_text_comes_through_composed_or_is_refused(self, text: str) -> None:
        with contextlib.suppress(BadRequest, Invalid):
            body = read_object(json.dumps({**GOOD, "note": text}).encode())
            assert decode(body, Order).note == normalize("NFC", text)

    @pytest.mark.parametrize("mark", ["\u0301", "\u20e3", "\ufe0f", "\u093e", "\u302a", "\U000e0101"])
    def test_up_to_thirty_marks_in_a_row_are_text(self, mark: str) -> None:
        word = "한" + mark * 30
        assert decode({**GOOD, "note": f"{word} {word}"}, Order).note == f"{word} {word}"
        with pytest.raises(Invalid) as refused:
            decode({**GOOD, "note": f"{word} {word}{mark}"}, Order)
        assert refused.value.faults == (Fault("note", "marks", HEAPED),)

    def test_marks_are_named_beside_every_other_fault(self) -> None:
        item = {"quantity": "no", "label": "e" + "\u0301" * 31}
        with pytest.raises(Invalid) as refused:
            decode({**GOOD, "items": [item], "more": 1}, Order)
        faults = {fault.path: fault.message for fault in refused.value.faults}
        assert faults.keys() >= {"more", "items[0].quantity"}
        assert faults["items[0].label"] == HEAPED


class TestBody:
    @pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"])
    async def test_of_another_media_type_is_415(self, client: Client, media_type: str) -> None:
        headers = {"Content-Type": media_type}
        assert (await client.post("/api/things", content=b"{}", headers=headers)).status_code == 415

    @pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
    async def test_json_may_have_parameters(self, client: Client, media_type: str) -> None:
        answer = await client.post("/api/things", content=b'{"name": "x"}', headers={"Content-Type": media_type})
        assert answer.status_code == 201

    async def test_compressed_is_415(self, client: Client) -> None:
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        assert (await client.post("/api/things", content=b"bomb", headers=headers)).status_code == 415

    async def test_too_large_is_413(self, client: Client) -> None:
        body = b'{"name": "' + b"x" * (1 << 20) + b'"}'
        headers = {"Content-Type": "application/json"}
        assert (await client.post("/api/things", content=body, headers=headers)).status_code == 413

    @pytest.mark.parametrize("name", BAD_JSON)
    async def test_that_is_no_json_is_a_problem(self, client: Client, name: str) -> None:
        headers = {"Content-Type": "application/json"}
        answer = await client.post("/api/things", content=BAD_JSON[name], headers=headers)
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
        assert {"type", "title", "status", "detail", "error", "message", "requestId"} == answer.json().keys()
