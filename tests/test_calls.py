"""The gateway's table has the calls that the services answer, and no other."""

import json
import re
from pathlib import Path
from typing import Any

from deploy.permissions import page
from deploy.table import table
from gateway.routes import PUBLIC, SUMMARY, TABLE
from shared.api.summary import LIST_BYTES
from shared.data.paging import MAX_BYTES

ROOT = Path(__file__).parents[1]
DESCRIPTION = ROOT / "web" / "openapi.json"  # `make test-web` holds it to the services
NOT_TOLD = {"docs", "docs/style.css", "openapi.json"}  # the description itself


def test_the_gateways_table_is_made_of_the_services_calls() -> None:
    assert json.loads((ROOT / "gateway" / "table.json").read_text()) == table(), "make table"


def test_all_lists_of_a_summary_together_are_a_page() -> None:
    assert sum(map(len, SUMMARY.values())) * LIST_BYTES <= MAX_BYTES


def test_who_may_what_is_as_the_documentation_says() -> None:
    assert (ROOT / "docs" / "permissions.md").read_text() == page(), "make table"


def test_the_gateways_table_is_what_the_services_answer() -> None:
    told = {re.sub(r"\{\w+\}", "{id}", path.strip("/")) for path in json.loads(DESCRIPTION.read_text())["paths"]}
    listed = {path for table in (TABLE, PUBLIC) for paths in table.values() for path in paths}
    assert listed - NOT_TOLD == told


def test_a_list_offers_archived_things_where_they_can_be_archived() -> None:
    told = json.loads(DESCRIPTION.read_text())["paths"]
    offer = {path for path, calls in told.items() if "archived" in _parameters(calls.get("get", {}))}
    parts = {path for path in offer if path.startswith("/bills/")}  # an owner's, a patient's
    archivable = {path.removesuffix("/{id}/restore") for path in told if path.endswith("/restore")}
    assert offer - parts == archivable | {"/search", "/users"}


def _parameters(call: dict[str, Any]) -> set[str]:
    return {each["name"] for each in call.get("parameters", ())}
