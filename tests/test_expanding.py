"""A migration only expands what the last release still uses: squawk finds nothing to say of those that are newer."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from shared.data import migrations

ROOT = Path(__file__).parents[1]
SQUAWK = Path(sys.executable).with_name("squawk")
# The newest that a release has: set anew with each release. What is older was looked at by people.
RELEASED = {"auth": "0006", "patients": "0009", "scheduling": "0008", "billing": "0010"}
ALL = sorted(ROOT.glob("services/*/migrations/versions/[0-9]*.py"))


def is_released(path: Path) -> bool:
    return path.name[:4] <= RELEASED.get(path.parts[-4], "")


def sql_of(path: Path, patch: pytest.MonkeyPatch) -> str:
    """What its upgrade() runs, statement by statement."""
    said: list[str] = []
    patch.setattr(migrations, "run_sql", lambda _, sql: said.append(sql.strip().rstrip(";") + ";\n"))
    spec = spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.upgrade()
    return "".join(said)


def findings(sql: str) -> str:
    command = [str(SQUAWK), "--config", str(ROOT / ".squawk.toml"), "--reporter", "gcc"]
    done = subprocess.run(command, input=sql, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout if done.returncode else ""


def test_what_no_release_has_only_expands(monkeypatch: pytest.MonkeyPatch) -> None:
    new = [path for path in ALL if not is_released(path)]
    assert {path.name: found for path in new if (found := findings(sql_of(path, monkeypatch)))} == {}


def test_a_released_migration_is_there() -> None:
    there = {(path.parts[-4], path.name[:4]) for path in ALL}
    assert set(RELEASED.items()) <= there


@pytest.mark.parametrize(
    ("service", "name", "rule"),
    [("auth", "0005_invitations.py", "ban-drop-not-null"), ("patients", "0001_initial.py", "")],
)
def test_the_sql_of_a_migration_is_read(service: str, name: str, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ROOT / "services" / service / "migrations" / "versions" / name
    found = findings(sql_of(path, monkeypatch))
    assert rule in found if rule else not found


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE owners DROP COLUMN notes;",
        "ALTER TABLE owners RENAME COLUMN phone TO telephone;",
        "ALTER TABLE owners ALTER COLUMN phone SET NOT NULL;",
        "ALTER TABLE owners ADD COLUMN color TEXT NOT NULL;",
        "ALTER TABLE owners ALTER COLUMN phone TYPE INTEGER;",
        "DROP TABLE drafts;",
    ],
)
def test_what_the_last_release_would_miss_is_refused(sql: str) -> None:
    assert findings(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE owners ADD COLUMN color TEXT DEFAULT '' NOT NULL;",
        migrations.resource_table("patients", "colors", "name TEXT NOT NULL", newest="created_at DESC, id DESC"),
    ],
)
def test_what_only_expands_is_taken(sql: str) -> None:
    assert not findings(sql)
