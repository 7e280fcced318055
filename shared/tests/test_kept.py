import pytest

from shared.kept import LARGEST, Built, Kept


def built(size: int = 1) -> Built:
    return Built(b"x" * size, '"tag"')


class TestKept:
    def test_is_good_until_something_changes(self) -> None:
        kept, answer = Kept(), built()
        kept.put("key", 7, answer)
        assert kept.get("key", 7) is answer
        assert kept.get("key", 8) is None
        assert kept.get("another", 7) is None

    def test_is_replaced_by_the_next(self) -> None:
        kept = Kept(most_bytes=3)
        for changes in range(20):
            kept.put("key", changes, built(2))
        assert kept.get("key", 19)

    def test_makes_room_for_what_is_used(self) -> None:
        kept = Kept(most_bytes=3)
        for key in "abc":
            kept.put(key, 1, built())
        kept.get("a", 1)
        kept.put("d", 1, built())
        assert [key for key in "abcd" if kept.get(key, 1)] == ["a", "c", "d"]

    @pytest.mark.parametrize("size", [LARGEST + 1])
    def test_leaves_out_what_would_drive_out_the_rest(self, size: int) -> None:
        kept = Kept()
        kept.put("key", 1, built(size))
        assert kept.get("key", 1) is None
