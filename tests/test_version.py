"""The version is pyproject.toml's; the lock and the page repeat it, and the newest release is of it."""

import json
import re
import tomllib
from pathlib import Path

from shared.process import metrics

ROOT = Path(__file__).parents[1]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
RELEASES = re.findall(r"^## (\S+) – \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_is_the_same_everywhere() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    assert [each["version"] for each in lock if each["name"] == "vetchart"] == [VERSION]
    assert metrics.VERSION == VERSION
    for name in ("package.json", "package-lock.json"):
        assert json.loads((ROOT / "web" / name).read_text())["version"] == VERSION, name


def test_is_that_of_the_newest_release() -> None:
    assert RELEASES[0] == VERSION
