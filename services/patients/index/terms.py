"""Tokenizer of the search: how text becomes terms, in Korean as in English.

Names, addresses, breeds: bigrams (`g`), Hangul by its keys (`k`) and initial consonants (`c`). Phone and chip: digits
in threes (`d`). Record text: whole words (`w`), found by their beginning, since its bigrams would be in every record.
"""

import re
from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import NamedTuple

from services.patients.index import numbers
from services.patients.index.folding import fold, words
from services.patients.index.hangul import indexed_terms, is_hangul, typed_terms

MAX_WORD = 20
MAX_WORDS = 2_000
_MOST_TYPED = 8  # words of a query
_PART = re.compile(r"\d+|\D+")


class Typed(NamedTuple):
    """One word of a query: what an owner or patient must have, or what words of a record must begin with."""

    terms: frozenset[str]
    begins: tuple[str, ...]


def name_terms(*texts: str) -> set[str]:
    """Also the first letter of each word and of the numbers in it, so that one letter finds something; and the words of
    a text as if written together."""
    terms: set[str] = set()
    for text in texts:
        found = words(text)
        for run, hangul in (run for word in found for run in _runs(word)):
            terms |= indexed_terms(run) if hangul else _bigrams(run) | {f"g{part[0]}" for part in _PART.findall(run)}
        terms |= {f"g{before[-1]}{after[0]}" for before, after in pairwise(found) if not _hangul(before + after)}
    return terms


def word_terms(*texts: str) -> set[str]:
    found = dict.fromkeys(word[:MAX_WORD] for text in texts for word in words(text))
    return {f"w{word}" for word in list(found)[:MAX_WORDS]}


def readings(query: str) -> list[list[Typed]]:
    """The words of a query, in each way in which its numbers may be meant: as a phone's or chip's, or as a name's."""
    text = fold(query)
    parts = [part for part in _parts(text) if words(part)][:_MOST_TYPED]
    meant = [_meant(part) for part in parts]
    ways = max(map(len, meant), default=0)
    begins = [tuple(f"w{word[:MAX_WORD]}" for word in words(part)) for part in parts]
    return [
        [Typed(frozenset(each[min(way, len(each) - 1)]), begun) for each, begun in zip(meant, begins, strict=True)]
        for way in range(ways)
    ]


def is_like(query: str, title: str, subtitle: str) -> bool:
    """Whether a title begins with what was typed, or a number beneath it ends so."""
    typed = "".join(words(query))
    return "".join(words(title)).startswith(typed) or (typed.isdigit() and _ends(subtitle, typed))


def _ends(subtitle: str, digits: str) -> bool:
    return any(re.sub(r"\D", "", part).endswith(digits) for part in subtitle.split(" · "))


def _parts(text: str) -> Iterable[str]:
    """Its words and numbers; a number's digits may stand apart."""
    end = 0
    for number in numbers.NUMBER.finditer(text):
        yield from text[end : number.start()].split()
        yield number[0].strip()
        end = number.end()
    yield from text[end:].split()


def _meant(part: str) -> list[set[str]]:
    return [*(numbers.readings(part) if numbers.NUMBER.fullmatch(part) else ()), *_named(part)]


def _named(part: str) -> list[set[str]]:
    """With one letter alone where nothing more is typed."""
    runs = [run for word in words(part) for run in _runs(word)]
    alone = {f"g{run}" for run, hangul in runs if not hangul and len(run) == 1}
    return [alone.union(*(typed_terms(run) if hangul else _bigrams(run) for run, hangul in runs))]


def _runs(word: str) -> list[tuple[str, bool]]:
    return [("".join(run), hangul) for hangul, run in groupby(word, is_hangul)]


def _hangul(text: str) -> bool:
    return any(map(is_hangul, text))


def _bigrams(word: str) -> set[str]:
    return {f"g{first}{second}" for first, second in pairwise(word)}
