"""Who looks on (Jaeger, Prometheus) goes away or is slow: nobody who asks for something notices."""

import contextlib
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.operations.load import Answer, failures, percentile
from tests.chaos.hospital import RATE, Hospital, read, started
from tests.chaos.table import Figures

ROUNDS = 7
ROUND = 4.0  # seconds
SCRAPERS = 2
FLOOD = 20.0  # seconds in which more spans are made than a process may keep


class Collector:
    """Takes spans; or `hangs`: it lets connections in and says nothing."""

    def __init__(self) -> None:
        self.answers = threading.Event()
        self.port = 0
        self.come_back()

    def come_back(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self.port = self._server.server_port
        self.answers.set()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def hang(self) -> None:
        self.answers.clear()

    def go(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.answers.set()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                collector.answers.wait()
                with contextlib.suppress(OSError):
                    self.send_response(200)
                    self.send_header("content-length", "0")
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def collector() -> Collector:
    return Collector()


@pytest.fixture
def hospital(tmp_path: Path, collector: Collector) -> Iterator[Hospital]:
    endpoint = f"http://127.0.0.1:{collector.port}"
    yield from started(tmp_path, TRACE_SAMPLE="1", OTEL_EXPORTER_OTLP_ENDPOINT=endpoint)


def test_jaeger_and_prometheus_are_gone_or_slow(hospital: Hospital, collector: Collector, figures: Figures) -> None:
    """Each round with all well, with a collector and scrapers that hang, and with none: their medians are compared."""
    well, slow, gone = [], [], []
    for _ in range(ROUNDS):
        well.append(_round(hospital))
        collector.hang()
        with _slow_scrapers(hospital):
            slow.append(_round(hospital))
        collector.go()
        gone.append(_round(hospital))
        collector.come_back()
    answers = [answer for each in (*well, *slow, *gone) for answer in each]
    usual = _p99(well)
    figures.none("requests that failed", failures(answers), len(answers))
    figures.beside("p99 with all well", 1000 * usual, "ms")
    figures.at_most("p99 with slow ones", 100 * _p99(slow) / usual, 105, "% of that")
    figures.at_most("p99 with none", 100 * _p99(gone) / usual, 105, "% of that")
    figures.check()


def test_spans_that_nobody_takes(hospital: Hospital, collector: Collector, figures: Figures) -> None:
    _round(hospital)
    before = _memory(hospital)
    collector.hang()
    with hospital.load(read) as load:
        time.sleep(FLOOD)
    grown = max(after - before[name] for name, after in _memory(hospital).items())
    collector.go()
    figures.none("requests that failed", failures(load.answers), len(load.answers))
    figures.at_most("memory of a process grows by", grown, 32, "MiB")
    figures.check()


def _round(hospital: Hospital) -> list[Answer]:
    with hospital.load(read, RATE / 3) as load:
        time.sleep(ROUND)
    return load.answers


def _p99(rounds: list[list[Answer]]) -> float:
    return statistics.median(percentile(answers, 99) for answers in rounds)


@contextlib.contextmanager
def _slow_scrapers(hospital: Hospital) -> Iterator[None]:
    """They ask for all metrics, and don't read them."""
    gateway = urlsplit(hospital.suite.gateway_url)
    with contextlib.ExitStack() as stack:
        for _ in range(SCRAPERS):
            scraper = stack.enter_context(socket.create_connection((gateway.hostname or "", gateway.port or 80)))
            scraper.sendall(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
        yield


def _memory(hospital: Hospital) -> dict[str, float]:
    """MiB that each process holds."""
    pages = {name: Path(f"/proc/{each.pid}/statm").read_text() for name, each in hospital.suite.processes.items()}
    return {name: int(text.split()[1]) * 4096 / (1 << 20) for name, text in pages.items()}
