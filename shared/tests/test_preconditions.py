import pytest

from shared.wire.preconditions import client_has, expected

TAG = '"3-1f00"'


@pytest.mark.parametrize(
    ("if_match", "if_none_match", "version", "holds"),
    [
        (None, None, 3, True),
        (TAG, None, 3, True),
        (TAG, None, 4, False),
        (f"W/{TAG}", None, 3, True),  # of what the gateway has compressed
        (f'"1-ab", {TAG}', None, 3, True),
        ('"1-ab","2-cd"', None, 3, False),
        ('"nobody-knows"', None, 3, False),
        ("3", None, 3, False),
        ("", None, 3, False),
        ("*", None, 3, True),
        ("*", None, None, False),  # nothing is there
        (TAG, None, None, False),
        (None, "*", 3, False),
        (None, "*", None, True),
        (None, TAG, 3, False),
        (None, TAG, 4, True),
        (TAG, "*", 3, False),
        ('"99999999999999999999-ab"', None, 3, False),
    ],
)
def test_a_write_is_over_what_its_client_expects(
    if_match: str | None, if_none_match: str | None, version: int | None, holds: bool
) -> None:
    assert expected(if_match, if_none_match).holds(version) is holds


@pytest.mark.parametrize(
    ("if_none_match", "has"),
    [
        (TAG, True), (f"W/{TAG}", True), (f'"a", {TAG}', True), ("*", True), (f'"a",{TAG},"b"', True),
        (None, False), ('"a"', False), ("3-1f00", False),
    ],
)  # fmt: skip
def test_a_client_has_what_it_names(if_none_match: str | None, has: bool) -> None:
    assert client_has(TAG, if_none_match) is has
