import json
import logging as stdlib
from collections.abc import Iterator
from typing import Any

import pytest
from asyncpg.exceptions import UniqueViolationError

from shared.process import logging, tracing

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"


@pytest.fixture(autouse=True)
def configured() -> Iterator[None]:
    logging.flush()  # lines of other tests
    logging.configure("patients", "info")
    yield
    stdlib.basicConfig(handlers=[], force=True)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    logging.flush()
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class TestEvents:
    def test_a_line_says_what_happened_where_and_when(self, capsys: pytest.CaptureFixture[str]) -> None:
        logging.get().info("caught up", source="patients", count=3)
        (line,) = lines(capsys)
        assert line.pop("timestamp").endswith("Z")
        assert line == {"level": "info", "event": "caught up", "service": "patients", "source": "patients", "count": 3}

    def test_a_field_that_is_not_allowed_is_dropped(self, capsys: pytest.CaptureFixture[str]) -> None:
        logging.get().info("saved", ownerName="Minsu Kim", clinic="c1")
        (line,) = lines(capsys)
        assert "Minsu" not in str(line)
        assert line["clinic"] == "c1"

    def test_a_line_within_a_request_carries_its_trace(self, capsys: pytest.CaptureFixture[str]) -> None:
        tracing.enter(TRACE)
        logging.get().info("saved")
        assert lines(capsys)[0]["traceId"] == TRACE[3:35]

    def test_below_the_level_nothing_is_written(self, capsys: pytest.CaptureFixture[str]) -> None:
        logging.get().debug("detail")
        assert lines(capsys) == []


class TestErrors:
    def test_an_error_is_told_by_type_and_place_and_never_by_message(self, capsys: pytest.CaptureFixture[str]) -> None:
        violation = UniqueViolationError("duplicate key")
        violation.detail = "Key (email)=(minsu@example.org) already exists."
        try:
            try:
                raise violation
            except UniqueViolationError as error:
                raise RuntimeError("saving Minsu Kim failed") from error
        except RuntimeError:
            logging.get().exception("request failed")
        (line,) = lines(capsys)
        assert (line["error"], line["sqlstate"]) == ("RuntimeError", "23505")
        assert "test_logging.py" in line["stack"][0]
        assert line["causes"][0].startswith("UniqueViolationError ")
        assert "insu" not in str(line)

    def test_a_text_as_error_must_be_a_code(self, capsys: pytest.CaptureFixture[str]) -> None:
        logging.get().error("refused", error="token-expired")
        logging.get().error("refused", error="no owner named Minsu Kim")
        assert [line["error"] for line in lines(capsys)] == ["token-expired", "withheld"]

    def test_a_group_is_told_by_its_first_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        logging.get().error("stopped", exc_info=ExceptionGroup("two", [KeyError("Minsu"), ValueError("Kim")]))
        (line,) = lines(capsys)
        assert (line["error"], line["causes"]) == ("ExceptionGroup", ["KeyError"])


class TestOtherLoggers:
    def test_a_library_is_quoted_without_its_values(self, capsys: pytest.CaptureFixture[str]) -> None:
        stdlib.getLogger("lib").warning("no answer for %s", "Minsu Kim")
        (line,) = lines(capsys)
        assert (line["logger"], line["event"], line["level"]) == ("lib", "no answer for %s", "warning")

    def test_of_a_lost_task_only_the_first_line_is_kept(self, capsys: pytest.CaptureFixture[str]) -> None:
        stdlib.getLogger("asyncio").error("Task exception was never retrieved\nfuture: ValueError('Minsu Kim')")
        assert lines(capsys)[0]["event"] == "Task exception was never retrieved"

    def test_uvicorn_tells_its_address(self, capsys: pytest.CaptureFixture[str]) -> None:
        stdlib.getLogger("uvicorn.error").info("running on %s", "http://127.0.0.1:1")
        assert lines(capsys)[0]["event"] == "running on http://127.0.0.1:1"

    def test_chatter_of_libraries_is_left_out(self, capsys: pytest.CaptureFixture[str]) -> None:
        stdlib.getLogger("httpx2").info("HTTP Request: GET /patients?q=Minsu")
        assert lines(capsys) == []


class TestAccessLines:
    async def test_a_request_is_one_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        logging.access("GET", "/api/patients/{id}", 200, 0.00123, 99, "request-1", TRACE[3:35], "c1", None)
        (line,) = lines(capsys)
        del line["timestamp"]
        assert line == {
            "level": "info",
            "event": "request",
            "service": "patients",
            "method": "GET",
            "route": "/api/patients/{id}",
            "status": 200,
            "durationMs": 1.23,
            "bytes": 99,
            "requestId": "request-1",
            "traceId": TRACE[3:35],
            "clinic": "c1",
        }
