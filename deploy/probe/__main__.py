"""python -m deploy.probe: looks at the suite every 30 s and tells Prometheus on PORT (8000)."""

import os
import signal
import sys
import threading

from prometheus_client import start_http_server
from pydantic import ValidationError

from deploy.probe.look import look
from deploy.probe.settings import ProbeSettings


def main() -> int:
    try:
        settings = ProbeSettings()  # type: ignore[call-arg]  # from the environment
    except ValidationError as error:
        print(f"The probe refuses to start: {error}", file=sys.stderr)
        return 78
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    start_http_server(int(os.environ.get("PORT", "8000")), os.environ.get("HOST", "127.0.0.1"))
    while not stopped.is_set():
        if fault := look(settings):
            print(fault, file=sys.stderr, flush=True)
        stopped.wait(settings.interval)
    return 0


if __name__ == "__main__":
    sys.exit(main())
