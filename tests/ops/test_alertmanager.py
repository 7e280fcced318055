"""The real Alertmanager with deploy/alertmanager/alertmanager.yml; only the webhook's file is another."""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from deploy.local.postgres import free_port
from tests.conftest import eventually

PROGRAM = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
CONFIGURATION = Path("deploy/alertmanager/alertmanager.yml").read_text()
pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="needs Alertmanager: apt install prometheus-alertmanager"),
    pytest.mark.xdist_group("alertmanager"),
]


@dataclass
class Slack:
    """What Slack would have got."""

    url: str
    messages: list[dict[str, Any]] = field(default_factory=list)

    def about(self, alert: str) -> list[dict[str, Any]]:
        return [each for each in self.messages if alert in each["attachments"][0]["title"]]


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        got = Slack(f"http://127.0.0.1:{server.server_port}/services/secret")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield got
        server.shutdown()


@pytest.fixture(scope="module")
def alertmanager(slack: Slack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder, port = tmp_path_factory.mktemp("alertmanager"), free_port()
    (folder / "webhook").write_text(slack.url)
    here = CONFIGURATION.replace("/run/secrets/slack_webhook", str(folder / "webhook"))
    assert here != CONFIGURATION
    (folder / "alertmanager.yml").write_text(here)
    options = ["--cluster.listen-address=", f"--web.listen-address=127.0.0.1:{port}", f"--storage.path={folder}"]
    command = [str(PROGRAM), f"--config.file={folder}/alertmanager.yml", *options]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            eventually(lambda: _ready(client))
            yield client
        process.terminate()


def _ready(client: httpx.Client) -> bool:
    with suppress(httpx.TransportError):
        return client.get("/-/ready").status_code == 200
    return False


def fire(alertmanager: httpx.Client, name: str, severity: str, *, over: bool = False, **labels: str) -> None:
    now = datetime.now(UTC)
    alert: dict[str, Any] = {
        "labels": {"alertname": name, "severity": severity, **labels},
        "annotations": {"summary": f"{name} is so", "description": "Why.", "runbook": "ops/runbooks/one.md"},
        "startsAt": now.isoformat(),
    }
    if over:
        alert |= {"startsAt": (now - timedelta(minutes=1)).isoformat(), "endsAt": now.isoformat()}
    alertmanager.post("/api/v2/alerts", json=[alert]).raise_for_status()


def state(alertmanager: httpx.Client, name: str, **labels: str) -> str:
    found = [
        each
        for each in alertmanager.get("/api/v2/alerts").json()
        if each["labels"]["alertname"] == name and labels.items() <= each["labels"].items()
    ]
    return "inhibited" if found and found[0]["status"]["inhibitedBy"] else found[0]["status"]["state"] if found else ""


class TestAPage:
    def test_reaches_the_channel_of_pages_with_its_runbook(self, alertmanager: httpx.Client, slack: Slack) -> None:
        fire(alertmanager, "LoginAttack", "page")
        (message,) = eventually(lambda: slack.about("LoginAttack"), 40)
        assert message["channel"] == "#vetchart-pages"
        (attachment,) = message["attachments"]
        assert attachment["title"] == "FIRING LoginAttack"
        assert attachment["text"] == "LoginAttack is so\nWhy.\nops/runbooks/one.md\n"

    def test_of_two_services_is_two_messages_and_of_two_replicas_one(
        self, alertmanager: httpx.Client, slack: Slack
    ) -> None:
        for instance in ("a:8000", "b:8000"):
            fire(alertmanager, "PoolExhausted", "page", job="patients", instance=instance)
        fire(alertmanager, "PoolExhausted", "page", job="billing", instance="c:8000")
        messages = eventually(lambda: (found := slack.about("PoolExhausted"))[1:] and found, 40)
        assert sorted(m["attachments"][0]["text"].count("is so") for m in messages) == [1, 2]


class TestATicket:
    def test_goes_to_the_channel_of_tickets(self, alertmanager: httpx.Client, slack: Slack) -> None:
        fire(alertmanager, "BackupTooOld", "ticket")
        (message,) = eventually(lambda: slack.about("BackupTooOld"), 60)
        assert message["channel"] == "#vetchart-tickets"


class TestInhibition:
    def test_a_database_that_is_down_silences_what_follows_from_it(self, alertmanager: httpx.Client) -> None:
        fire(alertmanager, "DatabaseDown", "page")
        fire(alertmanager, "AvailabilityBudgetBurn", "page", slo="availability", window="1h")
        fire(alertmanager, "FeedLag", "page", job="billing")
        fire(alertmanager, "DiskFull", "page", mountpoint="/data")
        eventually(lambda: state(alertmanager, "AvailabilityBudgetBurn") == "inhibited")
        eventually(lambda: state(alertmanager, "FeedLag") == "inhibited")
        assert state(alertmanager, "DiskFull") != "inhibited"
        fire(alertmanager, "DatabaseDown", "page", over=True)
        eventually(lambda: state(alertmanager, "FeedLag") in ("active", "unprocessed"))

    def test_a_page_silences_its_ticket_and_no_other(self, alertmanager: httpx.Client) -> None:
        fire(alertmanager, "LatencyBudgetBurn", "page", slo="latency", window="1h")
        fire(alertmanager, "LatencyBudgetBurn", "ticket", slo="latency", window="3d")
        fire(alertmanager, "AvailabilityBudgetBurn", "ticket", slo="availability", window="3d")
        eventually(lambda: state(alertmanager, "LatencyBudgetBurn", severity="ticket") == "inhibited")
        assert state(alertmanager, "LatencyBudgetBurn", severity="page") == "active"


class TestTheSecret:
    def test_is_no_part_of_the_configuration(self) -> None:
        assert "hooks.slack.com" not in CONFIGURATION
        assert "slack_api_url_file" in CONFIGURATION
