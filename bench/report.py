"""Figures to Markdown."""

import math
import statistics
from collections.abc import Sequence
from pathlib import Path

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of them don't exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float], digits: int = 0) -> str:
    """Median, with the smallest and the largest."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}…{max(values):.{digits}f})"


def ratios(values: Sequence[float], base: Sequence[float]) -> str:
    """Round by round, so that what slowed the machine slowed both."""
    return spread([value / other for value, other in zip(values, base, strict=True)], 2)


def differences(values: Sequence[float], base: Sequence[float]) -> str:
    """Round by round."""
    return spread([value - other for value, other in zip(values, base, strict=True)], 2)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column is text, the others are figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def replace_between(text: str, new: str) -> str:
    """The document with `new` between its markers."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the document lacks the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{new.strip()}\n\n{END}{after}"


def write(path: Path, new: str) -> None:
    path.write_text(replace_between(path.read_text(), new))
