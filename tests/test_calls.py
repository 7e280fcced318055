"""The gateway's table has the calls that the services answer, and no other."""

import json
import re
from pathlib import Path

from gateway.routes import PUBLIC, TABLE

DESCRIPTION = Path(__file__).parents[1] / "web" / "openapi.json"  # `make test-web` holds it to the services
NOT_TOLD = {"docs", "docs/style.css", "openapi.json"}  # the description itself


def test_the_gateways_table_is_what_the_services_answer() -> None:
    told = {re.sub(r"\{\w+\}", "{id}", path.strip("/")) for path in json.loads(DESCRIPTION.read_text())["paths"]}
    listed = {path for table in (TABLE, PUBLIC) for paths in table.values() for path in paths}
    assert listed - NOT_TOLD == told
