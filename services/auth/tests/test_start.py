"""A start that would be unsafe is refused with a line that says why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.auth.app import create_app
from services.auth.demo import load
from services.auth.tests.conftest import settings
from shared.process.settings import EX_CONFIG
from shared.testing.kit import database_url, running

ROOT = Path(__file__).parents[3]
JWT_SECRET = "a secret that is long enough for everybody"


def start(module: str = "services.auth", **environment: str) -> subprocess.CompletedProcess[str]:
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PORT": "0", "DATABASE_URL": database_url("auth_svc")}
    command = [sys.executable, "-m", module]
    return subprocess.run(
        command, cwd="/", env=given | environment, capture_output=True, text=True, timeout=60, check=False
    )


class TestJwtSecret:
    def test_is_required(self) -> None:
        ended = start()
        assert ended.returncode == EX_CONFIG
        assert "JWT_SECRET is required" in ended.stderr

    def test_must_be_long(self) -> None:
        ended = start(JWT_SECRET="short")
        assert ended.returncode == EX_CONFIG
        assert "JWT_SECRET needs at least 32 bytes" in ended.stderr
        assert "short" not in ended.stderr

    def test_must_not_be_the_examples_in_production(self) -> None:
        ended = start(JWT_SECRET="example-only-" * 4, VETCHART_ENV="production")
        assert ended.returncode == EX_CONFIG
        assert "production" in ended.stderr

    def test_of_a_file_that_is_not_there_is_said(self) -> None:
        ended = start(JWT_SECRET_FILE="/nowhere/secret")
        assert ended.returncode == EX_CONFIG
        assert "secret file" in ended.stderr


class TestDemo:
    @pytest.fixture
    async def demo(self) -> None:
        async with running(create_app(settings())) as app:
            await load(app.service)

    @pytest.mark.usefixtures("demo")
    async def test_password_is_refused_in_production(self) -> None:
        ended = start(JWT_SECRET=JWT_SECRET, VETCHART_ENV="production")
        assert ended.returncode == EX_CONFIG
        assert "still has the demo's password" in ended.stderr

    def test_clinics_are_refused_in_production(self) -> None:
        ended = start(JWT_SECRET=JWT_SECRET, VETCHART_ENV="production", DEMO_CLINICS="true")
        assert ended.returncode == EX_CONFIG
        assert "DEMO_CLINICS" in ended.stderr


class TestRegisterClinic:
    ARGUMENTS = (
        "--name Zoo --time-zone Asia/Seoul --currency KRW --tax-rate 0.1 --admin-username {0} --admin-email {0} "
    )
    NAMES = "--first-name A --last-name B --password-stdin"

    def run(self, arguments: str, password: str) -> subprocess.CompletedProcess[str]:
        given = {"PATH": os.environ["PATH"], "DATABASE_URL": database_url("auth_svc"), "JWT_SECRET": JWT_SECRET}
        command = [sys.executable, "-m", "services.auth.register_clinic", *arguments.split()]
        return subprocess.run(
            command,
            cwd=ROOT,
            env={**given, "VETCHART_ENV": "test"},
            input=password,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def test_makes_the_clinic_once(self) -> None:
        arguments = self.ARGUMENTS.format(f"zoo-{os.urandom(6).hex()}@example.com") + self.NAMES
        first, again = self.run(arguments, "long enough\n"), self.run(arguments, "long enough\n")
        assert (first.returncode, again.returncode) == (0, 1), first.stderr
        assert "belongs to another user" in again.stderr

    def test_says_what_is_wrong(self) -> None:
        arguments = self.ARGUMENTS.format("zoo@example.com").replace("Asia/Seoul", "Mars/Base") + self.NAMES
        ended = self.run(arguments, "long enough\n")
        assert ended.returncode == 1
        assert "timeZone" in ended.stderr
