"""Reads the text back out of a PDF."""

from io import BytesIO

import httpx2 as httpx
from pypdf import PdfReader


def pages(answer: httpx.Response) -> list[str]:
    """The text of each page, its words apart by single spaces."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/pdf"
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer.content)).pages]
