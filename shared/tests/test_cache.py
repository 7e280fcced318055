from uuid import UUID

import pytest

from shared.data.cache import LARGEST, OVERHEAD, AnswerCache, Built

CLINIC, OTHER = UUID(int=1), UUID(int=2)
ROOM_FOR_3 = 3 * (OVERHEAD + 1)


def built(size: int = 1) -> Built:
    return Built(b"x" * size, '"tag"')


def held(cache: AnswerCache, clinic: UUID, keys: str) -> str:
    return "".join(key for key in keys if cache.get(clinic, key, 1))


class TestTheAnswerCache:
    def test_is_good_until_something_changes(self) -> None:
        cache, answer = AnswerCache(), built()
        cache.put(CLINIC, "key", 7, answer)
        assert cache.get(CLINIC, "key", 7) is answer
        assert cache.get(CLINIC, "key", 8) is None
        assert cache.get(CLINIC, "another", 7) is None
        assert cache.get(OTHER, "key", 7) is None

    def test_is_replaced_by_the_next(self) -> None:
        cache = AnswerCache(most_bytes=ROOM_FOR_3)
        for changes in range(20):
            cache.put(CLINIC, "key", changes, built())
        assert cache.get(CLINIC, "key", 19)

    def test_makes_room_for_what_is_used(self) -> None:
        cache = AnswerCache(most_bytes=ROOM_FOR_3)
        for key in "abc":
            cache.put(CLINIC, key, 1, built())
        cache.get(CLINIC, "a", 1)
        cache.put(CLINIC, "d", 1, built())
        assert held(cache, CLINIC, "abcd") == "acd"

    def test_of_a_clinic_makes_room_among_its_own(self) -> None:
        cache = AnswerCache(clinic_bytes=ROOM_FOR_3)
        cache.put(OTHER, "a", 1, built())
        for key in "abcdef":
            cache.put(CLINIC, key, 1, built())
        assert held(cache, CLINIC, "abcdef") == "def"
        assert held(cache, OTHER, "a") == "a"

    def test_of_all_makes_room_where_nobody_asks_any_more(self) -> None:
        cache = AnswerCache(most_bytes=ROOM_FOR_3)
        for clinic, key in ((OTHER, "a"), (CLINIC, "a"), (CLINIC, "b"), (CLINIC, "c")):
            cache.put(clinic, key, 1, built())
        assert held(cache, OTHER, "a") == ""
        assert held(cache, CLINIC, "abc") == "abc"

    def test_counts_what_an_empty_answer_costs(self) -> None:
        cache = AnswerCache(clinic_bytes=ROOM_FOR_3)
        for number in range(100):
            cache.put(CLINIC, number, 1, built(0))
        assert sum(cache.get(CLINIC, number, 1) is not None for number in range(100)) == 3

    @pytest.mark.parametrize("size", [LARGEST + 1])
    def test_leaves_out_what_would_drive_out_the_rest(self, size: int) -> None:
        cache = AnswerCache()
        cache.put(CLINIC, "key", 1, built(size))
        assert cache.get(CLINIC, "key", 1) is None
