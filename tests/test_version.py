"""The version is pyproject.toml's; what can't read it there repeats it."""

import json
import tomllib
from pathlib import Path

from shared.process import metrics

ROOT = Path(__file__).parents[1]


def test_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    lock = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    assert [each["version"] for each in lock if each["name"] == "vetchart"] == [version]
    assert version == metrics.VERSION
    for name in ("package.json", "package-lock.json"):
        assert json.loads((ROOT / "web" / name).read_text())["version"] == version, name
