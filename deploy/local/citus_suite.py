"""`make citus`: the suite on a coordinator and two workers with Citus, its data in var/citus."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.local import citus
from deploy.local.archive import archiving
from deploy.local.configuration import Secrets
from deploy.local.postgres import Postgres, PostgresError
from deploy.local.process import pause_after
from deploy.local.run import VAR, run
from deploy.local.suite import Suite


class CitusSuite(Suite):
    """`postgres` is the coordinator, `nodes` are all by name."""

    def __init__(self, var: Path, env: Mapping[str, str], **options: Any) -> None:
        super().__init__(var, {name: value for name, value in env.items() if name != "DATABASE_URL"}, **options)
        self.nodes: dict[str, Postgres] = {}
        self._due: dict[str, float] = {}

    def _start_database(self, kept: Secrets) -> str:
        self._home, self._ports = citus.citus_home(self.env), citus.ports(self.var)
        workers = [self._data(name) for name in citus.WORKERS]
        citus.make_nodes(self._data(citus.COORDINATOR), workers, self._home)
        with self._terminal.step(f"{len(workers)} workers"):  # first: the coordinator tells them of roles
            for data in workers:
                citus.prepare_worker(self._started_postgres(data), kept.passwords)
        admin_url = super()._start_database(kept)
        with self._terminal.step("Citus"):
            for node in self.nodes.values():
                citus.prepare_node(node, kept.passwords)
            citus.distribute(self.nodes)
        return admin_url

    def _data(self, name: str) -> Path:
        return self.var / name / "data"

    def _started_postgres(self, data: Path, port: int = 0) -> Postgres:
        name, settings = data.parent.name, citus.settings()
        settings |= archiving(data.parent / "pitr") if self.env.get("WAL_ARCHIVE") else {}
        self.nodes[name] = Postgres.start(
            data, settings=settings, port=self._ports[name], meanwhile=self._tend_processes, home=self._home
        )
        return self.nodes[name]

    def _tend_database(self) -> None:
        super()._tend_database()
        for name in citus.WORKERS:
            node = self.nodes.get(name)
            if node and node.process.poll() is not None and time.monotonic() >= self._due.get(name, 0):
                self._start_again(name)

    def _start_again(self, name: str) -> None:
        self._terminal.line(f"{name} ended and is started again.")
        try:
            self._started_postgres(self._data(name))
        except (PostgresError, OSError) as error:
            self._due[name] = time.monotonic() + pause_after(5)
            self._terminal.line(str(error))

    def stop(self) -> None:
        super().stop()
        for node in self.nodes.values():
            node.stop()


if __name__ == "__main__":
    sys.exit(run(CitusSuite, VAR / "citus"))
