"""Supervises one program of the suite: its log file, its ends, its restarts with growing pauses."""

import http.client
import json
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.configuration import Environment
from deploy.local.privileges import dying_with_parent

ROOT = Path(__file__).parents[2]
TAIL = 15  # lines
STABLE = 30  # seconds after which a process counts as having started well
LONGEST_PAUSE = 10.0  # seconds before a process that keeps dying is started again


def pause_after(failures: int) -> float:
    """Seconds until the next try."""
    return float(min(LONGEST_PAUSE, 0.25 * 2**failures))


@dataclass
class Process:
    name: str
    command: Sequence[str]
    environment: Environment
    port: int
    log: Path
    deaths: int = 0  # since it last ran well
    _process: "subprocess.Popen[bytes] | None" = None
    _started: float = field(default_factory=time.monotonic)
    _start_again: float | None = 0.0  # when it is due

    def start(self) -> None:
        command = [*dying_with_parent("TERM"), *self.command]
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C in the terminal reaches the supervisor only, which stops them in order.
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._started, self._start_again = time.monotonic(), None

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative is the signal that ended it."""
        return self._process.poll() if self._process else None

    def signal(self, number: signal.Signals) -> None:
        if self._process and self.exit_code is None:
            self._process.send_signal(number)

    def wait_until(self, deadline: float) -> None:
        """For its end; killed at the deadline."""
        if self._process:
            try:
                self._process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def noticed_death(self) -> bool:
        """True once for each end; `start_if_due` then starts it after a pause that grows with each."""
        if self.exit_code is None or self._start_again is not None:
            return False
        self.deaths = 1 if time.monotonic() - self._started > STABLE else self.deaths + 1
        self._start_again = time.monotonic() + pause_after(self.deaths)
        return True

    def start_if_due(self) -> str:
        """Why it couldn't be, which counts as an end; else empty."""
        if self._start_again is None or time.monotonic() < self._start_again:
            return ""
        try:
            self.start()
        except OSError as error:
            self.deaths += 1
            self._start_again = time.monotonic() + pause_after(self.deaths)
            return f"{self.name} could not be started: {error}"
        return ""

    def why_not_ready(self) -> str:
        """Empty when it is."""
        connection = http.client.HTTPConnection(self.environment["HOST"], self.port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            response = connection.getresponse()
            body = response.read()
            return "" if response.status == 200 else _reason(body)
        except (OSError, http.client.HTTPException):
            return "starting"
        finally:
            connection.close()

    def end_in_words(self) -> str:
        code = self.exit_code or 0
        how = f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
        return f"{self.name} ended ({how}). The end of {self.log}:\n{self.log_tail()}"

    def log_tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-TAIL:] if self.log.exists() else []
        return "\n".join(f"    {line}" for line in lines)


def _reason(body: bytes) -> str:
    try:
        answer = json.loads(body)
    except ValueError:
        return "not ready"
    return str(answer.get("error") or "not ready") if isinstance(answer, dict) else "not ready"
