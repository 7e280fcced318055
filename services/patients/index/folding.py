"""Folding: the one form that a name and what is typed for it have in common, and the words in it."""

import unicodedata
from itertools import groupby
from textwrap import wrap

# Letters that are no letter and mark to Unicode (NFKD), though readers type them so.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n"}
    | dict.fromkeys("'’‘ʼʻ´`′\u200d\ufe0e\ufe0f")  # O'Brien is OBrien; an emoji is one with its joiners
)
# Two consonants that an input method draws as one while initials are typed.
_TYPED = str.maketrans(
    dict(zip("ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ", wrap("ㄱㅅㄴㅈㄴㅎㄹㄱㄹㅁㄹㅂㄹㅅㄹㅌㄹㅍㄹㅎㅂㅅ", 2), strict=True))
)


def fold(text: str) -> str:
    """Small letters without marks, digits as 0 to 9, Hangul by syllables."""
    composed = unicodedata.normalize("NFC", text).translate(_TYPED).casefold().translate(_PLAIN)
    return unicodedata.normalize("NFC", "".join(map(_plain, composed)))


def words(text: str) -> list[str]:
    """Runs of letters and digits, or of symbols as emoji; where neither is there, all that is seen."""
    folded = fold(text)
    runs = ["".join(run) for kind, run in groupby(folded, _kind) if kind]
    return runs or folded.split()


def _plain(letter: str) -> str:
    if letter.isascii() or "ㄱ" <= letter <= "ㅣ":
        return letter
    parts = (part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return "".join(str(unicodedata.decimal(part)) if part.isdecimal() else part for part in parts)


def _kind(letter: str) -> str:
    if letter.isalnum():
        return "word"
    category = unicodedata.category(letter)
    return {"So": "symbol", "Mn": "word", "Mc": "word"}.get(category, "")
