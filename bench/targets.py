"""The gateways that are compared, each before the same upstream. Whoever can't be had is left out, with the reason."""

import json
import os
import secrets
import shutil
import string
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import envoy

from bench.processes import LOAD_CORE, TARGET_CORE, Program, start
from bench.tokens import jwk, service_answer
from deploy.local.postgres import free_port

PEERS = Path(__file__).parent / "peers"
ROOT = Path(__file__).parents[1]
ENVOY = str(Path(envoy.__file__).parent / "_bin" / "envoy")
PATH = "/api/patients?limit=2"


class Missing(Exception):
    """This peer can't be had here; says why."""


@dataclass
class Target:
    program: Program
    port: int
    does: str


def start_upstream(folder: Path) -> Target:
    """nginx where it is installed, since it leaves the load the most of its core."""
    texts = {
        "jwks": json.dumps({"keys": [jwk()]}),
        "token": json.dumps(service_answer()),
        "answer": (PEERS / "answer.json").read_text(),
    }
    if nginx := _nginx():
        quoted = {name: text.replace("\\", "\\\\").replace("'", "\\'") for name, text in texts.items()}
        return _nginx_target(nginx, "upstream", folder, LOAD_CORE, **quoted)
    quoted = {name: text.replace("'", "''") for name, text in texts.items()}
    return _envoy_target("upstream", "upstream.envoy.yaml", folder, LOAD_CORE, **quoted)


def vetchart(folder: Path, upstream: int) -> Target:
    port = free_port()
    address = f"http://127.0.0.1:{upstream}"
    environment = {f"{name}_URL": address for name in ("AUTH", "PATIENTS", "SCHEDULING", "BILLING")} | {
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
        "VETCHART_ENV": "test",
        "SERVICE_SECRET": secrets.token_urlsafe(32),
        "OTEL_EXPORTER_OTLP_ENDPOINT": address,
        "TRACE_SAMPLE": "0.01",
    }
    command = [sys.executable, "-m", "gateway"]
    url = f"http://127.0.0.1:{port}/healthz"
    program = start("VetChart", command, url, folder, TARGET_CORE, environment)
    return Target(program, port, "JWT, metrics, access line, 1 % traces")


def envoy_proxy(folder: Path, upstream: int) -> Target:
    jwks = json.dumps({"keys": [jwk()]})
    target = _envoy_target("Envoy", "envoy.yaml", folder, TARGET_CORE, upstream=str(upstream), jwks=jwks)
    target.does = "JWT, metrics, access line, 1 % traces"
    return target


def nginx_proxy(folder: Path, upstream: int) -> Target:
    nginx = _nginx()
    if not nginx:
        raise Missing("nginx is not installed (apt install nginx-light)")
    target = _nginx_target(nginx, "nginx", folder, TARGET_CORE, upstream=str(upstream))
    target.does = "proxy only"
    return target


def fastify(folder: Path, upstream: int) -> Target:
    return _node("fastify", folder, upstream, "JWT, metrics, access line")


def express(folder: Path, upstream: int) -> Target:
    return _node("express", folder, upstream, "JWT (no cache), metrics, access line")


TARGETS: dict[str, Callable[[Path, int], Target]] = {
    "vetchart": vetchart,
    "envoy": envoy_proxy,
    "nginx": nginx_proxy,
    "fastify": fastify,
    "express": express,
}


def _nginx() -> str | None:
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")


def _nginx_target(program: str, name: str, folder: Path, core: int, **values: str) -> Target:
    port = free_port()
    template = "upstream.nginx.conf" if name == "upstream" else "nginx.conf"
    file = _filled(template, folder, port=str(port), **values)
    command = [program, "-p", str(folder), "-c", str(file)]
    return Target(start(name, command, f"http://127.0.0.1:{port}/api", folder, core), port, "")


def _envoy_target(name: str, template: str, folder: Path, core: int, **values: str) -> Target:
    port = free_port()
    file = _filled(template, folder, port=str(port), **values)
    command = [ENVOY, "-c", str(file), "--concurrency", "1", "--disable-hot-restart", "--log-level", "warn"]
    return Target(start(name, command, f"http://127.0.0.1:{port}/api", folder, core), port, "")


def _node(name: str, folder: Path, upstream: int, does: str) -> Target:
    modules = _node_modules()
    port = free_port()
    environment = {
        "PORT": str(port),
        "UPSTREAM": f"http://127.0.0.1:{upstream}",
        "JWK": json.dumps(jwk()),
        "NODE_ENV": "production",
    }
    url = f"http://127.0.0.1:{port}/api"
    program = start(name.title(), ["node", str(modules / f"{name}.mjs")], url, folder, TARGET_CORE, environment)
    return Target(program, port, does)


def _node_modules() -> Path:
    """The peers' folder with what they need, in var/bench: installed once for each lock file."""
    if not shutil.which("npm"):
        raise Missing("npm is not installed")
    folder = ROOT / "var" / "bench" / "node"
    shutil.copytree(PEERS / "node", folder, dirs_exist_ok=True)
    lock = (folder / "package-lock.json").read_text()
    installed = folder / "installed.json"
    if not installed.exists() or installed.read_text() != lock:
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        result = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True)
        if result.returncode:
            raise Missing(f"npm could not install it: {result.stderr.strip()[-200:]}")
        installed.write_text(lock)
    return folder


def _filled(template: str, folder: Path, **values: str) -> Path:
    file = folder / template
    file.write_text(string.Template((PEERS / template).read_text()).substitute(values))
    return file
