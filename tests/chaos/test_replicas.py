"""One of two replicas is killed, told to stop, or hangs: whoever reads doesn't notice, and a write is done once."""

import json
import signal
import time

from deploy.local.database import SERVICES
from deploy.operations.load import Answer, Request, failures, percentile
from tests.chaos.hospital import RATE, Editor, Hospital, Ledger, read
from tests.chaos.table import Figures
from tests.conftest import eventually

TRY_TIMEOUT = 5.0  # seconds: the gateway's own default


def test_a_replica_is_killed(whole: Hospital, figures: Figures) -> None:
    ledger = Ledger(whole)
    with whole.load(ledger.make) as load, Editor(whole) as editor:
        time.sleep(3)
        whole.suite.kill("patients-2")
        killed = time.monotonic()
        eventually(lambda: _ejected(whole, "patients-2"))
        ejected = time.monotonic() - killed
        time.sleep(3)
        whole.restarted("patients-2")
        time.sleep(3)
    _compare(figures, load.answers, ledger, editor)
    figures.at_most("ejected after", ejected, 1, "s")
    figures.beside("p99", 1000 * percentile(load.answers, 99), "ms")
    figures.check()


def test_each_replica_is_told_to_stop_in_turn(whole: Hospital, figures: Figures) -> None:
    visit = _visit(whole)

    def make(number: int) -> Request:
        return (Request("GET", "/api/auth/me"), visit, *map(read, range(4)))[number % 6]

    with whole.load(make, RATE / 3) as load:
        for name in [f"{service}{number}" for service in SERVICES for number in ("", "-2")]:
            time.sleep(1)
            whole.suite.processes[name].signal(signal.SIGTERM)
            whole.restarted(name)
        time.sleep(1)
    figures.none("failed requests", failures(load.answers), len(load.answers))
    figures.check()


def test_a_replica_hangs(whole: Hospital, figures: Figures) -> None:
    ledger, process = Ledger(whole), whole.suite.processes["patients-2"]
    with whole.load(ledger.make) as load, Editor(whole) as editor:
        time.sleep(3)
        process.signal(signal.SIGSTOP)
        stopped = time.monotonic()
        try:
            eventually(lambda: _ejected(whole, "patients-2"))
            ejected = time.monotonic() - stopped
            time.sleep(10)
        finally:
            process.signal(signal.SIGCONT)
        time.sleep(3)
    _compare(figures, load.answers, ledger, editor)
    figures.at_most("ejected after", ejected, TRY_TIMEOUT + 1, "s")
    figures.at_most("p99", percentile(load.since(stopped), 99), TRY_TIMEOUT + 0.05, "s")
    figures.at_most("slowest", percentile(load.since(stopped), 100), 2 * TRY_TIMEOUT, "s")
    figures.check()


def _compare(figures: Figures, answers: list[Answer], ledger: Ledger, editor: Editor) -> None:
    reads = [answer for answer in answers if answer.request.method == "GET"]
    writes = [answer for answer in answers if answer.request.key]
    figures.none("failed reads", failures(reads), len(reads))
    figures.none("writes never answered", ledger.unanswered(answers), len(writes))
    figures.none("acknowledged writes lost", ledger.lost(answers), len(writes))
    figures.none("writes done twice", ledger.twice(), len(writes))
    figures.at_most("edits lost or done twice", abs(editor.surplus()), 0, f"of {editor.edits}")


def _ejected(hospital: Hospital, name: str) -> bool:
    port = hospital.suite.processes[name].port
    return hospital.metric("upstream_ejected", replica=f"127.0.0.1:{port}") > 0


def _visit(hospital: Hospital) -> Request:
    """Adds a draft bill for a patient that billing knows already."""
    patient = hospital.client.get("/api/patients").json()[-1]
    bill = {"ownerId": patient["ownerId"], "patientId": patient["id"], "items": []}
    return Request("POST", "/api/bills", json.dumps(bill).encode())
