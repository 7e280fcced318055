"""`make run`: starts VetChart on this machine and tends it until Ctrl-C."""

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from dotenv import dotenv_values

from deploy.local.process import ROOT
from deploy.local.suite import Suite, SuiteError
from deploy.local.terminal import Terminal

VAR = Path(os.environ.get("VETCHART_VAR") or ROOT / "var")
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOGINS = """
  VetChart runs at {url}

  Log in with the password `password` as
    admin@vetchart.com   vet@vetchart.com   tech@vetchart.com   staff@vetchart.com     (US clinic)
    admin@hanbit.example vet@hanbit.example tech@hanbit.example staff@hanbit.example   (Korean clinic)

  The API is described at {url}/api/docs. Logs are in {logs}. Ctrl-C stops everything and keeps the data.
"""


def user_environment(file: Path) -> dict[str, str]:
    """The process's environment over `.env`; what is set to nothing counts as not set."""
    values = {**dotenv_values(file), **os.environ}
    return {name: value for name, value in values.items() if value}


def run(suite_of: type[Suite] = Suite, var: Path = VAR) -> int:
    """Until a signal ends it. The exit code."""
    terminal = Terminal(sys.stdout)
    for number in STOP_SIGNALS:
        signal.signal(number, _interrupt)
    suite = suite_of(var, user_environment(ROOT / ".env"), terminal=terminal)
    try:
        suite.start()
        terminal.line(LOGINS.format(url=suite.gateway_url, logs=os.path.relpath(var / "log")))
        while True:
            suite.tend()
            time.sleep(0.2)
    except SuiteError as error:
        terminal.line(f"\nVetChart can't run. {error}")
        return 1
    except KeyboardInterrupt:
        terminal.line("Stopping …")
        return 0
    finally:
        # A second Ctrl-C must not leave half of it running.
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        suite.stop()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(run())
