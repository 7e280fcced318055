"""What dashboards and rules ask for exists: in a running suite, among the recording rules, or at a named exporter."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import yaml
from prometheus_client import REGISTRY

from deploy.local.suite import Suite
from tests.ops.promql import metrics, plain

DASHBOARDS = sorted(Path("deploy/grafana/dashboards").glob("*.json"))
RULES = sorted(Path("deploy/prometheus/rules").glob("*.yml"))
# Seen at postgres_exporter and node_exporter; the last one is written by the backup for the latter's textfiles.
EXPORTERS = {
    "pg_database_size_bytes",
    "pg_locks_count",
    "pg_settings_max_connections",
    "pg_stat_activity_count",
    "pg_stat_activity_max_tx_duration",
    "pg_stat_database_blks_hit",
    "pg_stat_database_blks_read",
    "pg_stat_database_deadlocks",
    "pg_stat_database_xact_commit",
    "pg_stat_database_xact_rollback",
    "pg_up",
    "node_filesystem_avail_bytes",
    "node_filesystem_size_bytes",
    "backup_last_success_timestamp_seconds",
}
OF_PROMETHEUS = {"up", "ALERTS"}


def rules() -> list[dict[str, Any]]:
    groups = [group for file in RULES for group in yaml.safe_load(file.read_text())["groups"]]
    return [rule for group in groups for rule in group["rules"]]


def of_queries() -> set[str]:
    """What postgres_exporter makes of deploy/prometheus/postgres_queries.yml."""
    queries = yaml.safe_load(Path("deploy/prometheus/postgres_queries.yml").read_text())
    return {f"{name}_{column}" for name, query in queries.items() for each in query["metrics"] for column in each}


def queries(dashboard: Path) -> list[str]:
    panels = json.loads(dashboard.read_text())["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


@pytest.fixture(scope="session")
def known(suite: Suite, log_in: Callable[[str], httpx.Client]) -> set[str]:
    """Every metric of every process, after a request and a failed login; and those of the exporters."""
    log_in("admin@vetchart.com").get("/api/patients").raise_for_status()
    pages = [httpx.get(f"http://127.0.0.1:{each.port}/metrics").text for each in suite.processes.values()]
    # A family whose labels nobody has used yet has its TYPE line alone.
    served = set(re.findall(r"^(?:# TYPE )?([a-zA-Z_:][\w:]*)[ {]", "\n".join(pages), re.MULTILINE))
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    return served | _of_probe() | recorded | of_queries() | EXPORTERS | OF_PROMETHEUS


def _of_probe() -> set[str]:
    import deploy.probe.look  # noqa: F401, PLC0415  # registers them

    return {metric.name for metric in REGISTRY.collect() if metric.name.startswith("probe_")}


class TestEveryMetricExists:
    @pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda path: path.stem)
    def test_that_a_dashboard_names(self, dashboard: Path, known: set[str]) -> None:
        asked = {name for query in queries(dashboard) for name in metrics(query)}
        assert asked
        assert asked - known == set()

    def test_that_a_rule_names(self, known: set[str]) -> None:
        asked = {name for rule in rules() for name in metrics(rule["expr"])}
        assert {"up", "upstream_ejected", "slo:good:ratio5m"} <= asked
        assert asked - known == set()


class TestNames:
    @pytest.mark.parametrize(
        ("expression", "names"),
        [
            ('sum by (le) (rate(a_bucket{b="c d"}[5m])) / on (x) group_left slo:b:c', {"a_bucket", "slo:b:c"}),
            ("time() - max(a) > 26 * 3600 or absent(b)", {"a", "b"}),
            ("up", {"up"}),
        ],
    )
    def test_are_found_and_nothing_else(self, expression: str, names: set[str]) -> None:
        assert metrics(expression) == names


class TestAlerts:
    def test_each_says_what_why_how_bad_and_what_to_do(self) -> None:
        for rule in rules():
            if "alert" not in rule:
                continue
            assert set(rule["annotations"]) == {"summary", "description", "runbook"}, rule["alert"]
            assert rule["labels"]["severity"] in {"page", "ticket"}, rule["alert"]
            assert Path(rule["annotations"]["runbook"]).is_file(), rule["annotations"]["runbook"]

    def test_each_has_a_case_in_which_it_fires_and_one_in_which_it_does_not(self) -> None:
        cases: dict[str, set[bool]] = {}
        for file in Path("deploy/prometheus/tests").glob("*.yml"):
            for test in yaml.safe_load(file.read_text())["tests"]:
                for case in test.get("alert_rule_test", []):
                    cases.setdefault(case["alertname"], set()).add(bool(case["exp_alerts"]))
        assert {name for name, seen in cases.items() if seen == {True, False}} == {
            rule["alert"] for rule in rules() if "alert" in rule
        }


class TestDashboards:
    @pytest.mark.skipif(shutil.which("promtool") is None, reason="needs promtool: apt install prometheus")
    def test_every_query_is_promql(self, tmp_path: Path) -> None:
        asked = [plain(query) for dashboard in DASHBOARDS for query in queries(dashboard)]
        made = [{"record": f"a:b:c{n}", "expr": expression} for n, expression in enumerate(asked)]
        (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": made}]}))
        done = subprocess.run(
            ["promtool", "check", "rules", str(tmp_path / "rules.yml")], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def test_have_ids_and_titles_of_their_own(self) -> None:
        boards = [json.loads(path.read_text()) for path in DASHBOARDS]
        assert len({board["uid"] for board in boards}) == len({board["title"] for board in boards}) == len(boards) == 4
