"""What one part repeats of another is what that one has: kinds of things, and the fields of what is embedded."""

import re
import sys
from pathlib import Path

import pytest

from deploy.local.database import SERVICES
from deploy.table import wings
from gateway.routes import READ_BY
from shared.data.resources import Resource
from shared.service.plan import endpoints

WINGS = {service: wings(service) for service in SERVICES}
PAGE = Path(__file__).parents[1] / "web" / "src" / "app"
MODULES = [module for name, module in sys.modules.items() if name.startswith("services.")]
RESOURCES = {each.kind: each for module in MODULES for each in vars(module).values() if isinstance(each, Resource)}
KINDS = set(RESOURCES) | {"clinic"}
CALLS = [each for found in WINGS.values() for each in endpoints(found) if each.method == "GET"]


def block(file: str, name: str) -> str:
    found = re.search(rf"const {name}[^{{]* = {{\n(.*?)\n}}", (PAGE / file).read_text(), re.DOTALL)
    assert found
    return found[1]


def test_a_change_of_every_kind_is_told_to_those_who_may_read_it() -> None:
    assert set(READ_BY) == KINDS


def test_the_page_reads_anew_what_shows_a_changed_thing_of_any_kind() -> None:
    assert set(re.findall(r"^  (\w+):", block("live.ts", "SHOWN"), re.MULTILINE)) == KINDS


@pytest.mark.parametrize("kind", RESOURCES)
def test_who_may_read_a_thing_is_told_when_it_changes(kind: str) -> None:
    calls = [each for each in CALLS if each.response is RESOURCES[kind].shape]
    assert {each.permission for each in calls} <= {RESOURCES[kind].read}  # a credit note is read with its bill
