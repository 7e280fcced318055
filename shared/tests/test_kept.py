from uuid import UUID

import pytest

from shared.data.cache import LARGEST, OVERHEAD, Built, Kept

CLINIC, OTHER = UUID(int=1), UUID(int=2)
ROOM_FOR_3 = 3 * (OVERHEAD + 1)


def built(size: int = 1) -> Built:
    return Built(b"x" * size, '"tag"')


def held(kept: Kept, clinic: UUID, keys: str) -> str:
    return "".join(key for key in keys if kept.get(clinic, key, 1))


class TestKept:
    def test_is_good_until_something_changes(self) -> None:
        kept, answer = Kept(), built()
        kept.put(CLINIC, "key", 7, answer)
        assert kept.get(CLINIC, "key", 7) is answer
        assert kept.get(CLINIC, "key", 8) is None
        assert kept.get(CLINIC, "another", 7) is None
        assert kept.get(OTHER, "key", 7) is None

    def test_is_replaced_by_the_next(self) -> None:
        kept = Kept(most_bytes=ROOM_FOR_3)
        for changes in range(20):
            kept.put(CLINIC, "key", changes, built())
        assert kept.get(CLINIC, "key", 19)

    def test_makes_room_for_what_is_used(self) -> None:
        kept = Kept(most_bytes=ROOM_FOR_3)
        for key in "abc":
            kept.put(CLINIC, key, 1, built())
        kept.get(CLINIC, "a", 1)
        kept.put(CLINIC, "d", 1, built())
        assert held(kept, CLINIC, "abcd") == "acd"

    def test_of_a_clinic_makes_room_among_its_own(self) -> None:
        kept = Kept(clinic_bytes=ROOM_FOR_3)
        kept.put(OTHER, "a", 1, built())
        for key in "abcdef":
            kept.put(CLINIC, key, 1, built())
        assert held(kept, CLINIC, "abcdef") == "def"
        assert held(kept, OTHER, "a") == "a"

    def test_of_all_makes_room_where_nobody_asks_any_more(self) -> None:
        kept = Kept(most_bytes=ROOM_FOR_3)
        for clinic, key in ((OTHER, "a"), (CLINIC, "a"), (CLINIC, "b"), (CLINIC, "c")):
            kept.put(clinic, key, 1, built())
        assert held(kept, OTHER, "a") == ""
        assert held(kept, CLINIC, "abc") == "abc"

    def test_counts_what_an_empty_answer_costs(self) -> None:
        kept = Kept(clinic_bytes=ROOM_FOR_3)
        for number in range(100):
            kept.put(CLINIC, number, 1, built(0))
        assert sum(kept.get(CLINIC, number, 1) is not None for number in range(100)) == 3

    @pytest.mark.parametrize("size", [LARGEST + 1])
    def test_leaves_out_what_would_drive_out_the_rest(self, size: int) -> None:
        kept = Kept()
        kept.put(CLINIC, "key", 1, built(size))
        assert kept.get(CLINIC, "key", 1) is None
