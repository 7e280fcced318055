"""The suite for the browser's tests, as `make run` starts it, and a port at which those tests ask for more.

GET  /ready               200 once every process is; the gateway alone is sooner
GET  /traces/<trace id>   the spans that were exported of it, as JSON
POST /kill/<service>      end its process at once; nothing that died is started again
POST /tend                ... until this
"""

import json
import os
import signal
import sys
import time
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from deploy.local.run import STOP_SIGNALS, VAR
from deploy.local.suite import Suite
from deploy.local.terminal import Terminal
from shared.testing.otlp import Collector


class Control:
    def __init__(self, port: int, suite: Suite, collector: Collector) -> None:
        self.ready = Event()
        self.tended = Event()
        self.tended.set()
        self._suite, self._collector = suite, collector
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, path: str) -> str | None:
        """None where there is no such path."""
        match path.split("/")[1:]:
            case ["ready"] if self.ready.is_set():
                return "{}"
            case ["traces", trace_id]:
                return json.dumps([asdict(span) for span in self._collector.trace(trace_id)])
            case ["kill", service] if service in self._suite.processes:
                self.tended.clear()
                self._suite.kill(service)
                return "{}"
            case ["tend"]:
                self.tended.set()
                return "{}"
        return None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        control = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = control.answer(self.path)
                self.send_response(404 if body is None else 200)
                self.end_headers()
                self.wfile.write((body or "").encode())

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None: ...

        return Handler


def main() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: sys.exit())
    with Collector() as collector:
        environment = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint}
        suite = Suite(VAR, environment, terminal=Terminal(sys.stdout))
        control = Control(int(os.environ["CONTROL_PORT"]), suite, collector)
        try:
            suite.start()
            control.ready.set()
            while True:
                if control.tended.is_set():
                    suite.tend()
                time.sleep(0.2)
        finally:
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            suite.stop()


if __name__ == "__main__":
    main()
