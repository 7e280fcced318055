"""Runs the services' migrations. A process that finds nothing to do takes seconds, so versions are looked at first."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.local.database import psql
from deploy.local.postgres import PostgresError
from deploy.local.process import ROOT
from shared.data.revisions import head


def migrate(owner_url: str, services: Sequence[str], log: Path) -> None:
    """Raises PostgresError."""
    if not services or _found(owner_url, services) == [head(service) for service in services]:
        return
    command = [sys.executable, "-m", "shared.data.migrations", *(f"services.{service}" for service in services)]
    environment = os.environ | {"DATABASE_URL": owner_url}
    with log.open("wb") as output:
        result = subprocess.run(command, check=False, cwd=ROOT, env=environment, stdout=output, stderr=output)
    if result.returncode:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise PostgresError(f"The schemas could not be migrated. The end of {log}:\n{tail}")


def _found(owner_url: str, services: Sequence[str]) -> list[str]:
    queries = [f"--command=SELECT version_num FROM {service}.schema_version" for service in services]  # noqa: S608  # ours
    return psql(owner_url, *queries).stdout.split()
