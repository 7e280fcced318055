"""The suite on Citus answers as on plain PostgreSQL: every GET, and a write to one of each resource."""

from collections.abc import Callable

import httpx2 as httpx

from tests.test_citus import call_everything


def test_every_call_is_answered(log_in: Callable[[str], httpx.Client]) -> None:
    assert len(list(call_everything(log_in("admin@vetchart.com")))) > 30
    assert len(list(call_everything(log_in("admin@hanbit.example")))) > 30
