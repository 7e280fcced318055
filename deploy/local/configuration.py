"""Environment of each process, and the secrets that are made at the first start."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.local.database import ROLES, SERVICES, new_passwords, role_url

Environment = dict[str, str]
GATEWAY = "gateway"
PROCESSES = (GATEWAY, *SERVICES)
# Each process gets its own of these, and nobody else's; JWT_SECRET and its kin are auth's alone.
OWN = {"DATABASE_URL", "SERVICE_SECRET", "SERVICE_SECRETS", "HOST", "PORT", "REPLICAS"}
# Without bytecode a start takes twice as long.
OWN |= {"PYTHONDONTWRITEBYTECODE"}
# An `.env` that was made for docker compose has these.
OF_COMPOSE = {"POSTGRES_PASSWORD"} | {f"{role.upper()}_PASSWORD" for role in ROLES}
OF_COMPOSE |= {f"{process.upper()}_SERVICE_SECRET" for process in PROCESSES}


@dataclass(frozen=True)
class Secrets:
    jwt_secret: str
    passwords: dict[str, str]  # of the database's roles
    service_secrets: dict[str, str]

    @classmethod
    def load_or_create(cls, path: Path) -> "Secrets":
        """From the file, which is made if it isn't there: what they seal would be lost without them."""
        if not path.exists():
            made = cls(secrets.token_urlsafe(48), new_passwords(), {n: secrets.token_urlsafe(32) for n in PROCESSES})
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            unfinished.touch(mode=0o600)
            unfinished.write_text(json.dumps(asdict(made), indent=2))
            unfinished.rename(path)
        return cls(**json.loads(path.read_text()))


def replicas(text: str) -> dict[str, int]:
    """`patients=2,auth=3`; whoever isn't named runs once. Raises ValueError with a line for the user."""
    counts = dict.fromkeys(PROCESSES, 1)
    for part in filter(None, text.split(",")):
        name, _, count = part.strip().partition("=")
        if name not in SERVICES or not count.isdecimal() or not int(count):
            raise ValueError(f"REPLICAS={text}: write it like patients=2,auth=2; names are {', '.join(SERVICES)}")
        counts[name] = int(count)
    return counts


def environment_of(
    process: str, port: int, env: Mapping[str, str], kept: Secrets, admin_url: str, ports: Mapping[str, Sequence[int]]
) -> Environment:
    """`env` is the user's; what is not ours passes through."""
    made = {name: value for name, value in env.items() if name not in OWN | OF_COMPOSE and name[:4] != "JWT_"}
    made |= {"VETCHART_ENV": "demo", "DEMO_CLINICS": "true", "DB_PROBE": "true", "PYTHONUNBUFFERED": "1"} | made
    made = {"DRAIN_SECONDS": "0"} | made  # nobody balances over this machine's processes but our own gateway
    made |= {"HOST": "127.0.0.1", "PORT": str(port), "SERVICE_SECRET": kept.service_secrets[process]}
    for service in SERVICES:
        urls = [f"http://127.0.0.1:{each}" for each in ports[service]]
        # The gateway balances; a service asks the first.
        made[f"{service.upper()}_URL"] = ",".join(urls if process == GATEWAY else urls[:1])
    if process == GATEWAY:
        return made | {"HOST": env.get("HOST") or "127.0.0.1"}
    role = f"{process}_svc"
    made |= {"DATABASE_URL": role_url(admin_url, role, kept.passwords[role]), "TRUSTED_PROXIES": "127.0.0.1/32"}
    return made | (_of_auth(env, kept) if process == "auth" else {})


def _of_auth(env: Mapping[str, str], kept: Secrets) -> Environment:
    given = {name: value for name, value in env.items() if name.startswith("JWT_") and value}
    made = {} if "JWT_SECRET_FILE" in given else {"JWT_SECRET": kept.jwt_secret}
    # Who sets a secret of one's own after the first start would lose the keys that the made one sealed.
    made |= {"JWT_SECRET_PREVIOUS": kept.jwt_secret} if given else {}
    others = (f"{name}={secret}" for name, secret in kept.service_secrets.items() if name != "auth")
    return made | given | {"SERVICE_SECRETS": ",".join(others)}
