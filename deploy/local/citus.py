"""A coordinator and two workers with Citus on this machine, out of CITUS_HOME: deploy/citus made and joined."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from deploy.local import database
from deploy.local.postgres import Postgres, PostgresError, free_port, initialise, password_file
from deploy.local.process import ROOT

FOLDER = ROOT / "deploy" / "citus"
COORDINATOR = "postgres"  # its folder is that of every suite's server, so that operations find it
WORKERS = ("worker-1", "worker-2")
HOST = "127.0.0.1"
ALONE = "?options=-c%20citus.enable_ddl_propagation%3Doff"  # what a session does is its node's matter


def citus_home(env: Mapping[str, str]) -> Path:
    """Raises PostgresError where there is none."""
    home = Path(env.get("CITUS_HOME", ""))
    if not env.get("CITUS_HOME") or not (home / "bin" / "postgres").exists():
        raise PostgresError("CITUS_HOME names no PostgreSQL: deploy/README.md says how to make one with Citus.")
    if not any(home.glob("lib/**/citus.so")):
        raise PostgresError(f"{home} is a PostgreSQL without Citus: deploy/README.md says how to add it.")
    return home


def settings() -> dict[str, str]:
    """Of each node: those of deploy/citus/node.conf, on this machine alone."""
    text = (FOLDER / "node.conf").read_text().splitlines()
    lines = (line.partition("=") for line in text if line[:1] not in ("#", ""))
    found = {name.strip(): value.strip().strip("'") for name, _, value in lines}
    return found | {"listen_addresses": HOST, "citus.local_hostname": HOST}


def ports(var: Path) -> dict[str, int]:
    """Each node's, the same at each start: the nodes know each other by them."""
    kept = var / "ports.json"
    if not kept.exists():
        kept.write_text(json.dumps({name: free_port() for name in (COORDINATOR, *WORKERS)}))
    found: dict[str, int] = json.loads(kept.read_text())
    return found


def make_nodes(coordinator: Path, workers: Iterable[Path], home: Path) -> None:
    """Their data folders. Nodes log in to each other as the same administrator, so all have one password."""
    if not coordinator.exists():
        initialise(coordinator, home=home)
    for data in workers:
        if not data.exists():
            initialise(data, home=home, password=password_file(coordinator).read_text())


def prepare_worker(server: Postgres, passwords: Mapping[str, str]) -> None:
    """Its database and roles. Raises PostgresError."""
    database.prepare(server.admin_url + ALONE, passwords)


def prepare_node(server: Postgres, passwords: Mapping[str, str]) -> None:
    """The extension, and how it logs in to the others. Raises PostgresError."""
    given = {f"{role.upper()}_PASSWORD": passwords[role] for role in database.ROLES}
    given["POSTGRES_PASSWORD"] = urlsplit(server.admin_url).password or ""
    _run(server.admin_url, FOLDER / "node.sql", environment=given)


def distribute(nodes: Mapping[str, Postgres]) -> None:
    """Spreads the clinics' tables over the workers. Raises PostgresError."""
    coordinator = nodes[COORDINATOR]
    url = urlsplit(coordinator.admin_url)._replace(path=f"/{database.DATABASE}").geturl()
    workers = " ".join(f"{HOST}:{nodes[name].port}" for name in WORKERS)
    _run(url, FOLDER / "distribute.sql", f"--set=coordinator={HOST}:{coordinator.port}", f"--set=workers={workers}")


def _run(url: str, script: Path, *options: str, environment: Mapping[str, str] | None = None) -> None:
    result = database.psql(url, *options, f"--file={script}", environment=environment)
    if result.returncode:
        raise PostgresError(f"{script.name} failed: {result.stderr.strip()}")
