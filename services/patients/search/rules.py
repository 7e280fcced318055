"""How text becomes search terms, in Korean as in English.

Names, addresses, breeds: bigrams (`g`), since two-letter Korean names are common and trigrams miss them, with the
initial consonants of Hangul (`c`). Phone and chip: digits in threes (`d`). Record text: whole words (`w`), found by
their beginning, since its bigrams would be in every record.
"""

import re
import unicodedata
from collections.abc import Iterable

MAX_WORD = 20
MAX_WORDS = 2_000
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_WORD = re.compile(r"[^\W_]+")
_DIGITS = 3


def words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def name_terms(*texts: str) -> set[str]:
    """Also each word's first letter, so that one letter finds something."""
    found = [word for text in texts for word in words(text)]
    initials = [_initials(word) for word in found]
    terms = _grams("g", found) | {f"g{word[0]}" for word in found}
    return terms | _grams("c", initials) | {f"c{word[0]}" for word in initials if word}


def digit_terms(*texts: str) -> set[str]:
    return {term for text in texts for term in _digits(re.sub(r"\D", "", text))}


def word_terms(*texts: str) -> set[str]:
    found = dict.fromkeys(word[:MAX_WORD] for text in texts for word in words(text))
    return {f"w{word}" for word in list(found)[:MAX_WORDS]}


def query_terms(query: str) -> set[str]:
    """The terms that an owner or patient must have, all of them."""
    if re.fullmatch(r"[\d\s()+.-]+", query):
        return _digits(re.sub(r"\D", "", query))
    found = words(query)
    typed = [word for word in found if all(letter in INITIALS for letter in word)]
    return _grams("c", typed, whole=True) | _grams("g", [w for w in found if w not in typed], whole=True)


def query_words(query: str) -> list[str]:
    return [f"w{word[:MAX_WORD]}" for word in words(query)]


def _grams(kind: str, found: Iterable[str], *, whole: bool = False) -> set[str]:
    """Bigrams; with `whole`, a word of one letter is that letter (in a query, where it must match something)."""
    terms = {f"{kind}{word[i : i + 2]}" for word in found for i in range(len(word) - 1)}
    return terms | {f"{kind}{word}" for word in found if whole and len(word) == 1}


def _digits(number: str) -> set[str]:
    return {f"d{number[i : i + _DIGITS]}" for i in range(len(number) - _DIGITS + 1)}


def _initials(word: str) -> str:
    """The initial consonants of its Hangul syllables: 김민지 -> ㄱㅁㅈ (Unicode 3.12: 588 syllables an initial)."""
    return "".join(INITIALS[(ord(letter) - 0xAC00) // 588] for letter in word if "가" <= letter <= "힣")
