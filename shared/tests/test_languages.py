import pytest

from shared.wire.languages import preferred


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en;q=0.5, ko;q=0.7", "ko"),
        ("ko;q=0, en", "en"),
        ("ko;q=0.000", None),
        ("kok-IN", None),
        ("fr, EN-gb;q=0.1", "en"),
        ("*, de", None),
        ("en;q=2, ko;q=0.1", "ko"),
        ("ko;q=nan, en", "en"),
        ("", None),
        (",;=,ko;;q=1", None),
    ],
)
def test_the_language_that_is_read_best(header: str, found: str | None) -> None:
    assert preferred(header, ("en", "ko")) == found
