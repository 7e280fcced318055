"""Whatever a service can leave in the audit has words on the page. That Korean has those of English is seen to by the
page's own types."""

import re
from pathlib import Path
from typing import get_args

from shared.data.audit import Action

ROOT = Path(__file__).parents[1]
KINDS = re.compile(r'record_change\(\s*\w+,\s*[^,]+,\s*"(\w+)"|about="(\w+)"|= Resource\(\s*"(\w+)"')


def words(group: str) -> set[str]:
    page = (ROOT / "web/src/i18n/en.ts").read_text()
    block = re.search(rf"\n  audit: {{.*?\n    {group}: {{(.*?)\n    }}", page, re.DOTALL)
    assert block
    return set(re.findall(r'^\s*"?([\w-]+)"?:', block[1], re.MULTILINE))


def test_each_action_has_words() -> None:
    assert words("actions") == set(get_args(Action))


def test_each_kind_has_words() -> None:
    sources = [path.read_text() for path in ROOT.glob("services/**/*.py") if "tests" not in path.parts]
    kinds = {kind for text in sources for found in KINDS.findall(text) for kind in found if kind}
    assert {"book", "clinic", "weight", "addendum", "credit_note"} <= kinds
    assert words("kinds") == kinds
