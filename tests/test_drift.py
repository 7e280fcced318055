"""What one part repeats of another is what that one has: kinds of things, and the fields of what is embedded."""

import json
import sys
from pathlib import Path

import pytest

from deploy.local.database import SERVICES
from deploy.table import wings
from gateway.routes import READ_BY
from shared.data.resources import Resource
from shared.service.plan import endpoints

WINGS = {service: wings(service) for service in SERVICES}
PAGE = Path(__file__).parents[1] / "web"
DESCRIPTION = PAGE / "openapi.json"
MODULES = [module for name, module in sys.modules.items() if name.startswith("services.")]
RESOURCES = {each.kind: each for module in MODULES for each in vars(module).values() if isinstance(each, Resource)}
KINDS = set(RESOURCES) | {"clinic"}
CALLS = [each for found in WINGS.values() for each in endpoints(found) if each.method == "GET"]


def test_a_change_of_every_kind_is_told_to_those_who_may_read_it() -> None:
    assert set(READ_BY) == KINDS


def test_the_page_reads_anew_what_shows_a_changed_thing_of_any_kind() -> None:
    """By the queries whose keys begin with the kind (live.test.ts). Its kinds are those of the API's description."""
    kind = json.loads(DESCRIPTION.read_text())["components"]["schemas"]["ChangeEvent"]["properties"]["kind"]
    assert set(kind["enum"]) == KINDS
    assert 'Kind = components["schemas"]["ChangeEvent"]["kind"]' in (PAGE / "src" / "api" / "kinds.ts").read_text()


@pytest.mark.parametrize("kind", RESOURCES)
def test_who_may_read_a_thing_is_told_when_it_changes(kind: str) -> None:
    calls = [each for each in CALLS if each.response is RESOURCES[kind].shape]
    assert {each.permission for each in calls} <= {RESOURCES[kind].read}  # a credit note is read with its bill
