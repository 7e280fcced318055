"""Hangul by the keys that are pressed for it, so that a word is found at each stage of its composing.

While 문서윤 is typed, 무, 문, 문ㅅ, 문서 and 문성 are seen: a last consonant may become the next syllable's first.
So a syllable is known by its first two keys and its first three, where the third may be the next one's.
"""

from itertools import pairwise

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄱㄴㄴㄴㄷㄹㄹㄹㄹㄹㄹㄹㄹㅁㅂㅂㅅㅆㅇㅈㅊㅋㅌㅍㅎ"  # the first key of each
_BEGUN = {**dict.fromkeys("ㅘㅙㅚ", "ㅗ"), **dict.fromkeys("ㅝㅞㅟ", "ㅜ"), "ㅢ": "ㅡ"}  # vowels of two keys


def is_hangul(letter: str) -> bool:
    return "가" <= letter <= "힣" or "ㄱ" <= letter <= "ㅣ"


def typed_terms(run: str) -> set[str]:
    """What each word must have that this begins, or that it stands in."""
    return _adjacent(run) | {terms[-1] for i in range(len(run)) if (terms := _keys(run, i))}


def indexed_terms(run: str) -> set[str]:
    """All that may be typed for it: also its first consonant."""
    begun = {f"k{_initial(letter)}{_BEGUN[vowel]}" for letter in run if (vowel := _vowel(letter)) in _BEGUN}
    keys = {term for i in range(len(run)) for term in _keys(run, i)}
    return _adjacent(run) | keys | begun | {f"c{_initial(run[0])}"}


def _adjacent(run: str) -> set[str]:
    """Bigrams of the initial consonants; one alone where that is all that is typed."""
    initials = [_initial(letter) for letter in run]
    alone = {f"c{initials[0]}"} if len(run) == 1 and not _vowel(run) else set()
    return {f"c{first}{second}" for first, second in pairwise(initials)} | alone


def _keys(run: str, place: int) -> list[str]:
    """The first two keys and, where there is one, the third."""
    letter, following = run[place], run[place + 1 : place + 2]
    if not _vowel(letter):
        return []
    two = f"k{_initial(letter)}{_vowel(letter)}"
    third = _FINALS[(ord(letter) - 0xAC00) % 28].strip() or (_initial(following) if following else "")
    return [two, two + third] if third else [two]


def _initial(letter: str) -> str:
    """Unicode 3.12: 588 syllables an initial, 28 a vowel."""
    return INITIALS[(ord(letter) - 0xAC00) // 588] if "가" <= letter <= "힣" else letter


def _vowel(letter: str) -> str:
    return _VOWELS[(ord(letter) - 0xAC00) % 588 // 28] if "가" <= letter <= "힣" else ""
