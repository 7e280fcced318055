"""The job that makes a PDF of a Typst template and its data."""

from pathlib import Path

import typst

ROOT = Path(__file__).parents[3]


def pdf(request: bytes) -> bytes:
    """`request`: the template's path, a line end, and the data as JSON, in which nothing is markup."""
    template, _, data = request.decode().partition("\n")
    return typst.compile(
        template,
        root=str(ROOT),
        font_paths=typst.Fonts(False, False, [str(ROOT / "shared/api/fonts")]),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": data},
    )
