"""Makes the database with its roles, by deploy/postgres/roles.sql."""

import os
import secrets
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from deploy.local.postgres import NotYet, PostgresError, binary

DATABASE = "vetchart"
OWNER = "vetchart_owner"
OPERATIONS = "vetchart_ops"
SERVICES = ("auth", "patients", "scheduling", "billing")
ROLES = (OWNER, OPERATIONS, *(f"{service}_svc" for service in SERVICES))
NO_CONNECTION = 2  # psql's exit code
ROLES_SQL = Path(__file__).parents[1] / "postgres" / "roles.sql"


def new_passwords() -> dict[str, str]:
    """One for each role."""
    return {role: secrets.token_urlsafe(24) for role in ROLES}


def prepare(admin_url: str, passwords: Mapping[str, str], database: str = DATABASE) -> str:
    """Make the database, its roles, schemas and extensions, or bring them up to date.

    Returns what was left out, and why, where the administrator isn't a superuser. Raises PostgresError; NotYet where
    the server lets nobody in.
    """
    given = {f"{role.upper()}_PASSWORD": passwords[role] for role in ROLES}
    result = psql(admin_url, f"--set=database={database}", f"--file={ROLES_SQL}", environment=given)
    if result.returncode == NO_CONNECTION:
        raise NotYet(f"The database can't be reached: {result.stderr.strip()}")
    if result.returncode:
        raise PostgresError(f"The database could not be prepared: {result.stderr.strip()}")
    return result.stderr.strip()


def psql(url: str, *options: str, environment: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """Secrets go into the environment: every user of the machine can read a command line."""
    parts = urlsplit(url)
    address = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")))
    command = [binary("psql"), "--no-psqlrc", "--no-password", "--tuples-only", "--no-align", *options, address]
    password = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    merged = os.environ | password | dict(environment or {})
    return subprocess.run(command, check=False, env=merged, capture_output=True, text=True)


def role_url(admin_url: str, role: str, password: str, database: str = DATABASE) -> str:
    """The administrator's server, seen as `role`."""
    url = urlsplit(admin_url)
    address = url.netloc.rpartition("@")[2]
    netloc = f"{quote(role)}:{quote(password, safe='')}@{address}"
    return urlunsplit(url._replace(netloc=netloc, path=f"/{quote(database)}"))
