"""A service's command beside a running `make run`: `python -m deploy.local.command services.auth.rotate_keys`."""

import os
import sys
from pathlib import Path

from deploy.local.configuration import GATEWAY, PROCESSES, Secrets, environment_of
from deploy.local.postgres import PostgresError, running_admin_url
from deploy.local.process import ROOT
from deploy.local.run import VAR, user_environment


def main(arguments: list[str], var: Path = VAR) -> None:
    """Becomes the command, in the environment that its service has. Exits with a line if the suite doesn't run."""
    service = arguments[0].split(".")[1] if arguments and arguments[0].count(".") == 2 else ""
    if service not in PROCESSES or service == GATEWAY:
        sys.exit("usage: python -m deploy.local.command services.auth.register_clinic [options]")
    env = user_environment(ROOT / ".env")
    try:
        admin_url = env.get("DATABASE_URL") or running_admin_url(var / "postgres" / "data")
    except PostgresError as error:
        sys.exit(str(error))
    ports = {name: [0] for name in PROCESSES}
    environment = environment_of(service, 0, env, Secrets.load_or_create(var / "secrets.json"), admin_url, ports)
    os.execve(sys.executable, [sys.executable, "-m", *arguments], environment)  # noqa: S606 - no shell, no user's text


if __name__ == "__main__":
    main(sys.argv[1:])
