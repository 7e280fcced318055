"""What the documents point at is there, and they call a decision by its number."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    {*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("ops/**/*.md"), *ROOT.glob("[!.]*/README.md")}
)
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s#]+)[^)]*\)")
NAMED = re.compile(r"`([\w./-]+\.(?:py|sql|ts|tsx)):([A-Za-z_.]+)`")
DECISION = re.compile(r"decision (\d+)")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_point_at_what_is_there(document: Path) -> None:
    links = [(text, target) for text, target in LINK.findall(document.read_text()) if "://" not in target]
    assert [target for _, target in links if not (document.parent / target).exists()] == []
    for text, target in links:
        if named := DECISION.fullmatch(text):
            assert Path(target).name.startswith(f"{int(named[1]):04}-"), f"{text} is {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_name_what_is_in_the_file(document: Path) -> None:
    for file, name in NAMED.findall(document.read_text()):
        text = (ROOT / file).read_text()
        assert [part for part in name.split(".") if not re.search(rf"\b{re.escape(part)}\b", text)] == [], file


def test_the_glossary_says_where_each_word_is() -> None:
    rows = [line.strip("| ").split(" | ") for line in GLOSSARY.splitlines() if re.match(r"\| (?!word |-)", line)]
    for word, _, _, where in rows:
        places = re.findall(r"`([^`]+)`", where)
        assert places, word
        assert [place for place in places if not (ROOT / place).exists()] == [], word
    words = [row[0] for row in rows]
    assert len(words) > 30
    assert len(words) == len(set(words))
