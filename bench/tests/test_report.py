import pytest

from bench import report


class TestPercentiles:
    def test_the_median_of_a_hundred_is_the_fiftieth(self) -> None:
        assert report.percentile(range(100, 0, -1), 0.5) == 50

    def test_the_99th_of_a_hundred_leaves_one_above(self) -> None:
        assert report.percentile(range(1, 101), 0.99) == 99

    def test_of_one_value_each_is_that_value(self) -> None:
        assert [report.percentile([7], share) for share in (0.0, 0.5, 1.0)] == [7, 7, 7]


class TestSpread:
    def test_shows_the_median_between_the_smallest_and_the_largest(self) -> None:
        assert report.spread([110, 90, 100.4]) == "100 (90…110)"

    def test_a_ratio_is_taken_within_each_round(self) -> None:
        assert report.ratios([150, 400, 100], [100, 200, 100]) == "1.50 (1.00…2.00)"

    def test_so_is_a_difference(self) -> None:
        assert report.differences([1.5, 4.0, 1.25], [1.0, 2.0, 1.0]) == "0.50 (0.25…2.00)"


class TestDocument:
    def test_a_table_is_markdown(self) -> None:
        assert report.table(("who", "µs"), [["Envoy", "52"]]) == "| who | µs |\n| --- | ---: |\n| Envoy | 52 |"

    def test_only_what_is_between_the_markers_is_replaced(self) -> None:
        text = f"# Cost\n{report.BEGIN}\nold\n{report.END}\nNotes\n"
        new = report.replace_between(text, "new\n")
        assert new == f"# Cost\n{report.BEGIN}\n\nnew\n\n{report.END}\nNotes\n"
        assert report.replace_between(new, "new\n") == new

    def test_a_document_without_markers_is_left_alone(self) -> None:
        with pytest.raises(ValueError, match="lacks the lines"):
            report.replace_between("# Cost\n", "new")
