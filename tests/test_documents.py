"""What the documents point at is there, and they call a decision by its number."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("[!.]*/README.md")})
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s#]+)[^)]*\)")
DECISION = re.compile(r"decision (\d+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_point_at_what_is_there(document: Path) -> None:
    links = [(text, target) for text, target in LINK.findall(document.read_text()) if "://" not in target]
    assert [target for _, target in links if not (document.parent / target).exists()] == []
    for text, target in links:
        if named := DECISION.fullmatch(text):
            assert Path(target).name.startswith(f"{int(named[1]):04}-"), f"{text} is {target}"
