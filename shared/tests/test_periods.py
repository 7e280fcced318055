from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.api.figures import MOST, PeriodFilter, range_of
from shared.values.periods import Range, Step, period_start
from shared.wire.errors import Invalid

TODAY = date(2026, 3, 10)
STEPS = st.sampled_from(get_args(Step))


class TestRange:
    @given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, MOST - 1), STEPS)
    def test_each_of_its_days_is_in_one_of_its_periods(self, first: date, days: int, step: Step) -> None:
        starts = list(Range(first, first + timedelta(days=days), step).starts())
        assert starts == sorted({period_start(first + timedelta(days=n), step) for n in range(days + 1)})

    def test_weeks_begin_on_monday_and_months_on_the_first(self) -> None:
        asked = Range(date(2026, 2, 25), date(2026, 3, 2), "week")
        assert list(asked.starts()) == [date(2026, 2, 23), date(2026, 3, 2)]
        months = Range(date(2025, 12, 31), date(2026, 2, 1), "month")
        assert list(months.starts()) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


class TestAsked:
    def test_nothing_is_the_thirty_days_up_to_today(self) -> None:
        found = range_of(PeriodFilter(), TODAY)
        assert (found.first, found.last, len(list(found.starts()))) == (date(2026, 2, 9), TODAY, 30)

    @pytest.mark.parametrize(
        ("first", "last", "step"),
        [
            (date(2026, 3, 2), date(2026, 3, 1), "day"),
            (date(2020, 1, 1), date(2026, 1, 1), "day"),
            (date(1900, 1, 1), date(2199, 12, 31), "month"),
        ],
    )
    def test_a_range_that_is_none_or_too_long_is_refused(self, first: date, last: date, step: Step) -> None:
        with pytest.raises(Invalid):
            range_of(PeriodFilter(from_=first, to=last, step=step), TODAY)
