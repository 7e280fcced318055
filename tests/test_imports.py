"""The import contracts fail on a deliberate violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VIOLATIONS = {
    "a service that imports another": ("services/patients/app.py", "import services.billing.app"),
    "a service that imports the gateway": ("services/patients/app.py", "import gateway.app"),
    "the frame that imports a service": ("shared/values/ids.py", "import services.auth.tables"),
    "queries that import operations": (
        "services/patients/registry/owners/queries.py",
        "import services.patients.registry.owners.operations",
    ),
    "operations that import a room": (
        "services/patients/registry/owners/operations.py",
        "import services.patients.registry.owners.room",
    ),
    "tables that import queries": (
        "services/patients/tables/registry.py",
        "import services.patients.registry.owners.queries",
    ),
    "the registry that imports the chart": (
        "services/patients/registry/owners/rules.py",
        "import services.patients.chart.records.schemas",
    ),
    "the index that imports what is searched": (
        "services/patients/index/found.py",
        "import services.patients.registry.owners.found",
    ),
    "the catalogue that imports invoicing": (
        "services/billing/catalogue/price_items/schemas.py",
        "import services.billing.invoicing.bills.schemas",
    ),
    "hours that import the book": (
        "services/scheduling/hours/operations.py",
        "import services.scheduling.book.appointments.rules",
    ),
    "a room of a service in no wing": ("services/patients/attic.py", ""),
    "ingress that imports the gateway's app": ("gateway/ingress/server.py", "import gateway.app"),
    "an endpoint that imports ingress": ("gateway/endpoints/page.py", "import gateway.ingress.clients"),
    "streams that import an endpoint": ("gateway/streams/streams.py", "import gateway.endpoints.parts"),
    "upstreams that import streams": ("gateway/upstreams/proxy.py", "import gateway.streams.streams"),
    "http that imports upstreams": ("gateway/http/outgoing.py", "import gateway.upstreams.shares"),
    "limits that import upstreams": ("gateway/limits.py", "import gateway.upstreams.shares"),
    "settings that import limits": ("gateway/settings.py", "import gateway.limits"),
    "a room of the gateway on no floor": ("gateway/attic.py", "import gateway.settings"),
    "a value that imports the wire": ("shared/values/ids.py", "import shared.wire.errors"),
    "the wire that imports the process": ("shared/wire/errors.py", "import shared.process.metrics"),
    "the process that imports identity": ("shared/process/settings.py", "import shared.identity.tokens"),
    "identity that imports data": ("shared/identity/tokens.py", "import shared.data.db"),
    "data that imports the feed": ("shared/data/resources.py", "import shared.feed.copies"),
    "the feed that imports the API": ("shared/feed/copies.py", "import shared.api.call"),
    "the API that imports the service": ("shared/api/call.py", "import shared.service.plan"),
    "a service that imports what tests it": ("shared/service/app.py", "import shared.testing.kit"),
    "a room of shared/ on no floor": ("shared/attic.py", ""),
    "what runs here that imports operations": ("deploy/local/suite.py", "import deploy.operations.pitr"),
}


def lint(root: Path) -> int:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, check=False).returncode


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for name in ("shared", "services", "gateway", "deploy", "bench"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


class TestImportContracts:
    def test_hold(self, house: Path) -> None:
        assert lint(house) == 0

    @pytest.mark.parametrize("violation", VIOLATIONS)
    def test_fail_on(self, house: Path, violation: str) -> None:
        path, line = VIOLATIONS[violation]
        with (house / path).open("a") as file:
            file.write(f"\n{line}\n")
        assert lint(house) == 1
