"""What comes from outside has a bound in each of its parts, whatever the call."""

import pytest

from deploy.local.database import SERVICES
from deploy.openapi import endpoints
from shared.testing.shapes import unbounded


@pytest.mark.parametrize("service", SERVICES)
def test_each_text_and_list_that_a_client_sends_is_bounded(service: str) -> None:
    assert unbounded(endpoints(service)) == set()
