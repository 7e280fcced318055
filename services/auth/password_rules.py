"""Password policy: refuses what is tried first, by whoever knows the user or by those who try everybody."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from shared.wire.errors import Fault, Invalid

LEAST_KNOWN: Final = 4  # letters of a word that count as knowing it: shorter ones stand in anything
COMMON: Final = frozenset(FREQUENCY_LISTS["passwords"])
# Of this trade, and Korean ones as they are typed in either keyboard layout.
OURS: Final = frozenset(
    """vetchart veterinary animalhospital 비밀번호 qlalfqjsgh 안녕하세요 dkssudgktpdy 사랑해요 tkfkdgody 동물병원
    ehdanfquddnjs""".split()  # noqa: SIM905
)
RUNS: Final = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "1qaz2wsx3edc4rfv5tgb6yhn",
    "!@#$%^&*()_+",
    "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ",
    "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ",
    "ㅋㅌㅊㅍㅠㅜㅡ",
    "가나다라마바사아자차카타파하",
)
_PATHS: Final = [path for run in RUNS for path in (run, run[::-1])]


def check_password(password: str, known: Iterable[str], field: str = "password") -> None:
    """`known`: what others know of the user, as names and addresses. Raises Invalid."""
    plain = _plain(password)
    if _is_tried_first(plain, {word for each in known for word in _words(each)}):
        raise Invalid(Fault(field, "common", "is one that others would try first; some words in a row are better"))


def _is_tried_first(plain: str, known: set[str]) -> bool:
    unit = _unit(plain)
    core = plain.strip("0123456789!@#$%^&*()-_=+.,?~ ")
    return (
        len(unit) <= LEAST_KNOWN
        or not {plain, unit, core, _unit(core)}.isdisjoint(COMMON | OURS | known)
        or _parts(plain) <= len(plain) // LEAST_KNOWN
    )


def _unit(text: str) -> str:
    """What the text repeats, or the text itself: `abab` is `ab` twice."""
    return text[: (text + text).find(text, 1)]


def _parts(plain: str) -> int:
    """How many runs along a keyboard's rows or the alphabet it is made of; a letter that goes on nothing is one."""
    parts, start = 0, 0
    while start < len(plain):
        end = start + 1
        while end < len(plain) and any(plain[start : end + 1] in path for path in _PATHS):
            end += 1
        parts, start = parts + 1, end
    return parts


def _words(text: str) -> set[str]:
    """The whole and its parts: of an e-mail address what is before the @, and the host's name, too."""
    plain = _plain(text)
    parts = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return {word for word in (plain, plain.partition("@")[0], "".join(parts), *parts) if len(word) >= LEAST_KNOWN}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().strip()
