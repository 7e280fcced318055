"""tests/cases/bill_amounts.json: one table for this arithmetic and the page's (web/src/features/bills/totals.test.ts).

Made by hand, and by hypothesis once; the page shows before a bill is issued what is issued then.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.values.money import DIGITS, Line, line_total, to_major, to_minor, totals

CASES = json.loads((Path(__file__).parents[4] / "tests/cases/bill_amounts.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_bill_adds_up_as_in_the_table(case: dict[str, Any]) -> None:
    digits = DIGITS[case["currency"]]
    lines = [
        Line(line_total(Decimal(each["quantity"]), to_minor(Decimal(each["unitPrice"]), digits)), each["taxable"])
        for each in case["lines"]
    ]
    found = totals(lines, Decimal(case["taxRate"]), inclusive=case["taxInclusive"])
    assert [to_major(line.total, digits) for line in lines] == [Decimal(each["total"]) for each in case["lines"]]
    for name in ("subtotal", "tax", "total"):
        assert to_major(getattr(found, name), digits) == Decimal(case[name])
