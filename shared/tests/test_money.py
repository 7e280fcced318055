from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.values.money import MAXIMUM, AmountError, Line, Totals, line_total, rounded, to_major, to_minor, totals

HALF = Fraction(1, 2)
lines = st.lists(st.builds(Line, st.integers(-(10**9), 10**12), st.booleans()), max_size=30)
rates = st.decimals(0, Decimal("0.99999"), places=5) | st.floats(0, 0.99).map(lambda rate: Decimal(repr(rate)))


class TestAmounts:
    @pytest.mark.parametrize(
        ("amount", "digits", "minor"),
        [("12.34", 2, 1234), ("12", 2, 1200), ("12.340", 2, 1234), ("-0.01", 2, -1), ("1E+3", 0, 1000), ("7", 0, 7)],
    )
    def test_are_integers_in_minor_units(self, amount: str, digits: int, minor: int) -> None:
        assert to_minor(Decimal(amount), digits) == minor

    @pytest.mark.parametrize(
        ("amount", "digits"),
        [("0.001", 2), ("0.5", 0), ("1.0000000000000000000000000001", 2), ("1E+999999", 2), ("NaN", 2), ("1E+14", 2)],
    )
    def test_that_the_currency_has_not_are_refused(self, amount: str, digits: int) -> None:
        with pytest.raises(AmountError):
            to_minor(Decimal(amount), digits)

    @given(st.integers(-MAXIMUM, MAXIMUM), st.sampled_from([0, 2, 3]))
    def test_come_back_as_they_went(self, minor: int, digits: int) -> None:
        assert to_minor(to_major(minor, digits), digits) == minor


class TestRounding:
    @pytest.mark.parametrize(
        ("quantity", "unit_price", "total"),
        [
            ("0.5", 1, 1),
            ("1.5", 1, 2),
            ("2.5", 1, 3),
            ("0.5", -1, -1),
            ("0.333", 100, 33),
            ("0.125", 100, 13),
            ("3", 7, 21),
        ],
    )
    def test_of_a_line_is_half_up(self, quantity: str, unit_price: int, total: int) -> None:
        assert line_total(Decimal(quantity), unit_price) == total

    @given(st.fractions())
    def test_is_never_off_by_more_than_a_half(self, value: Fraction) -> None:
        assert abs(rounded(value) - value) <= HALF


class TestTotals:
    @pytest.mark.parametrize(
        ("rate", "inclusive", "expected"),
        [
            ("0.08", False, Totals(7390, 511, 7901)),  # 8 % of 63.90 is 5.112
            ("0.1", True, Totals(6809, 581, 7390)),  # a tenth on top of 58.09
            ("0", False, Totals(7390, 0, 7390)),
            ("0.125", False, Totals(7390, 799, 8189)),  # 7.9875
        ],
    )
    def test_tax_the_taxable_lines_once(self, rate: str, inclusive: bool, expected: Totals) -> None:
        bill = [Line(4500, True), Line(1890, True), Line(1000, False)]
        assert totals(bill, Decimal(rate), inclusive=inclusive) == expected

    def test_round_half_up(self) -> None:
        assert totals([Line(50, True)], Decimal("0.05"), inclusive=False).tax == 3
        assert totals([Line(-50, True)], Decimal("0.05"), inclusive=False).tax == -3

    def test_are_exact_where_floats_are_not(self) -> None:
        assert totals([Line(10**15 - 1, True)], Decimal("0.07993605115907274"), inclusive=False).tax == 79936051159073

    @given(lines, rates)
    def test_with_the_tax_on_top_add_up(self, bill: list[Line], rate: Decimal) -> None:
        found, taxable = totals(bill, rate, inclusive=False), sum(line.total for line in bill if line.taxable)
        assert found.subtotal == sum(line.total for line in bill)
        assert found.total == found.subtotal + found.tax
        assert abs(found.tax - taxable * Fraction(rate)) <= HALF

    @given(lines, rates)
    def test_with_the_tax_inside_add_up(self, bill: list[Line], rate: Decimal) -> None:
        found, taxable = totals(bill, rate, inclusive=True), sum(line.total for line in bill if line.taxable)
        assert found.total == sum(line.total for line in bill)
        assert found.subtotal + found.tax == found.total
        net = taxable - found.tax
        assert abs(net * (1 + Fraction(rate)) - taxable) <= HALF * (1 + Fraction(rate))
