"""What is sent twice with one Idempotency-Key is done once, or the call's description says that it isn't."""

import inspect

import pytest

from deploy.local.database import SERVICES
from deploy.openapi import endpoints


@pytest.mark.parametrize("service", SERVICES)
def test_each_post_says_whether_it_is_done_once(service: str) -> None:
    posts = [endpoint for endpoint in endpoints(service) if endpoint.method == "POST"]
    through_write = {each.path: "call.write(" in inspect.getsource(each.handler) for each in posts}
    assert {each.path: each.once for each in posts} == through_write
