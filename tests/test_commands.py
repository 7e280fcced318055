"""Commands of a service beside the running suite."""

import subprocess
import sys
from pathlib import Path

import httpx2 as httpx

from deploy.local.process import ROOT
from deploy.local.suite import Suite
from tests.conftest import eventually

RUN = "import sys, pathlib, deploy.local.command as c; c.main(sys.argv[2:], pathlib.Path(sys.argv[1]))"
CLINIC = ["--name=Riverside", "--time-zone=Europe/Dublin", "--currency=USD", "--tax-rate=0.08"]
ADMIN = ["--admin-username=ann", "--admin-email=ann@riverside.example", "--first-name=Ann", "--last-name=Lee"]


def command(var: Path, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    full = [sys.executable, "-c", RUN, str(var), *arguments]
    return subprocess.run(full, cwd=ROOT, input=given, capture_output=True, text=True, check=False)


def test_a_clinic_that_was_registered_can_be_logged_into(suite: Suite) -> None:
    register = ["services.auth.register_clinic", *CLINIC, *ADMIN, "--password-stdin"]
    done = command(suite.var, *register, given="a long enough one\n")
    assert done.returncode == 0, done.stderr
    login = {"username": "ann", "password": "a long enough one"}
    assert httpx.post(f"{suite.gateway_url}/api/auth/login", json=login).status_code == 200


def test_a_rotated_key_is_published(suite: Suite) -> None:
    done = command(suite.var, "services.auth.rotate_keys")
    assert done.returncode == 0, done.stderr
    kid = done.stdout.split()[1]
    eventually(lambda: kid in httpx.get(f"{suite.gateway_url}/api/auth/.well-known/jwks.json").text)


def test_without_a_suite_it_says_what_to_do(tmp_path: Path) -> None:
    done = command(tmp_path, "services.auth.rotate_keys")
    assert "make run" in done.stderr


def test_of_no_service_is_refused(tmp_path: Path) -> None:
    assert "usage" in command(tmp_path, "os").stderr
