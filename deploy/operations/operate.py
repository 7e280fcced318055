"""An operator's program beside a running `make run`, as `python -m deploy.operations.operate vetchart_ops psql`.

It finds DATABASE_URL of the role in its environment (`admin`: the administrator's), and PostgreSQL's programs in PATH.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.configuration import Secrets
from deploy.local.database import ROLES, role_url
from deploy.local.postgres import PostgresError, binary, running_admin_url
from deploy.local.process import ROOT
from deploy.local.run import VAR, user_environment

ADMIN = "admin"


def operators_environment(role: str, env: Mapping[str, str], admin_url: str, kept: Secrets) -> dict[str, str]:
    url = admin_url if role == ADMIN else role_url(admin_url, role, kept.passwords[role])
    programs = str(Path(binary("psql")).parent)
    return {**env, "DATABASE_URL": url, "PATH": f"{programs}:{env.get('PATH', os.defpath)}", "PYTHON": sys.executable}


def main(arguments: list[str], var: Path = VAR) -> None:
    """Becomes the program. Exits with a line if the suite doesn't run."""
    if len(arguments) < 2 or arguments[0] not in (ADMIN, *ROLES):
        sys.exit("usage: python -m deploy.operations.operate vetchart_ops|admin PROGRAM [options]")
    env = user_environment(ROOT / ".env")
    try:
        admin_url = env.get("DATABASE_URL") or running_admin_url(var / "postgres" / "data")
    except PostgresError as error:
        sys.exit(str(error))
    environment = operators_environment(arguments[0], env, admin_url, Secrets.load_or_create(var / "secrets.json"))
    os.execvpe(arguments[1], arguments[1:], environment)  # noqa: S606 - no shell, no user's text


if __name__ == "__main__":
    main(sys.argv[1:])
