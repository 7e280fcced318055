"""What a database may do to those who use it, as statements of its administrator in another database of the server."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.local.configuration import Secrets
from deploy.local.database import DATABASE, OPERATIONS, psql
from deploy.local.process import ROOT
from deploy.operations.operate import operators_environment
from tests.chaos.hospital import Hospital

END_ALL = f"SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname LIKE '{DATABASE}%'"
ROLES = "auth_svc", "patients_svc", "scheduling_svc", "billing_svc"


@dataclass(frozen=True)
class Outage:
    """`begin` and `end` it. Whether `reads` are answered meanwhile."""

    name: str
    begin: tuple[str, ...]
    end: tuple[str, ...]
    reads: bool = False

    def __str__(self) -> str:
        return self.name


OUTAGES = (
    Outage(
        "read-only",
        (f"ALTER DATABASE {DATABASE} SET default_transaction_read_only = on", END_ALL),
        (f"ALTER DATABASE {DATABASE} RESET default_transaction_read_only",),
        reads=True,
    ),
    Outage(
        "renamed",
        (
            f"ALTER DATABASE {DATABASE} WITH ALLOW_CONNECTIONS false",
            END_ALL,
            f"ALTER DATABASE {DATABASE} RENAME TO {DATABASE}_away",
        ),
        (
            f"ALTER DATABASE {DATABASE}_away RENAME TO {DATABASE}",
            f"ALTER DATABASE {DATABASE} WITH ALLOW_CONNECTIONS true",
        ),
    ),
    Outage(
        "closed",
        (f"ALTER DATABASE {DATABASE} WITH ALLOW_CONNECTIONS false", END_ALL),
        (f"ALTER DATABASE {DATABASE} WITH ALLOW_CONNECTIONS true",),
    ),
    Outage(
        "refusing",
        (*(f"ALTER ROLE {role} NOLOGIN" for role in ROLES), END_ALL),
        tuple(f"ALTER ROLE {role} LOGIN" for role in ROLES),
    ),
    Outage(
        "without room",
        (*(f"ALTER ROLE {role} CONNECTION LIMIT 0" for role in ROLES), END_ALL),
        tuple(f"ALTER ROLE {role} CONNECTION LIMIT -1" for role in ROLES),
    ),
)


def administer(admin_url: str, statements: tuple[str, ...]) -> None:
    done = psql(admin_url, "--set=ON_ERROR_STOP=1", *(f"--command={each}" for each in statements))
    assert done.returncode == 0, done.stderr


def operators(hospital: Hospital, role: str) -> dict[str, str]:
    """The environment of an operator's program."""
    kept = Secrets.load_or_create(hospital.suite.var / "secrets.json")
    return operators_environment(role, os.environ, hospital.admin_url, kept)


def backed_up(hospital: Hospital, folder: Path) -> str:
    """The dump's file."""
    command, env = ["scripts/db-backup.sh", str(folder)], operators(hospital, OPERATIONS)
    done = subprocess.run(command, check=True, cwd=ROOT, env=env, capture_output=True, text=True)
    return done.stdout.splitlines()[-1]
