"""Everybody of a hospital logs in at eight, from one address, while somebody works already."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx

from deploy.operations.load import LOGIN, Load
from tests.chaos.hospital import Hospital, read
from tests.chaos.table import Figures

PEOPLE = 60


def test_sixty_people_log_in_at_once(whole: Hospital, figures: Figures) -> None:
    def log_in(_: int) -> tuple[int, float]:
        began = time.monotonic()
        answer = httpx.post(f"{whole.suite.gateway_url}/api/auth/login", json=LOGIN, timeout=30)
        return answer.status_code, time.monotonic() - began

    with Load(whole.suite.gateway_url, whole.token, 20, read), ThreadPoolExecutor(PEOPLE) as pool:
        logins = list(pool.map(log_in, range(PEOPLE)))
    figures.none("refused", [status for status, _ in logins if status != 200], PEOPLE)
    figures.at_most("the last one is in after", max(seconds for _, seconds in logins), 5, "s")
    figures.check()
