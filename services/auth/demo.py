"""The demo clinics and their users; and what keeps their public password out of production."""

import asyncio
import os
import sys
from decimal import Decimal

from services.auth.clinics import operations as clinics
from services.auth.clinics.queries import get_clinic
from services.auth.clinics.schemas import NewClinic
from services.auth.passwords import Passwords
from services.auth.users import operations as users
from services.auth.users.queries import account, user_by_name
from services.auth.users.schemas import NewUser
from shared.api.service import Service
from shared.data.db import SYSTEM, Transaction
from shared.identity.tokens import Role
from shared.process.settings import EX_CONFIG
from shared.values.ids import demo_id
from shared.wire.errors import NotFound

PASSWORD = "password"  # noqa: S105  # public on purpose
Person = tuple[str, str, str, str, list[Role]]  # key, username, first and last name, roles

CLINICS: dict[str, tuple[NewClinic, list[Person]]] = {
    "us": (
        NewClinic(
            name="VetChart Animal Hospital",
            time_zone="America/New_York",
            currency="USD",
            tax_rate=Decimal("0.08"),
            tax_inclusive=False,
        ),
        [
            ("admin", "admin@vetchart.com", "J", "Han", ["admin", "veterinarian"]),
            ("vet", "vet@vetchart.com", "Sarah", "Wilson", ["veterinarian"]),
            ("tech", "tech@vetchart.com", "Maria", "Lopez", ["technician"]),
            ("staff", "staff@vetchart.com", "J", "Lee", ["staff"]),
        ],
    ),
    "kr": (
        NewClinic(
            name="한빛동물병원", time_zone="Asia/Seoul", currency="KRW", tax_rate=Decimal("0.1"), tax_inclusive=True
        ),
        [
            ("admin", "admin@hanbit.example", "지훈", "한", ["admin", "veterinarian"]),
            ("vet", "vet@hanbit.example", "서연", "박", ["veterinarian"]),
            ("tech", "tech@hanbit.example", "민재", "최", ["technician"]),
            ("staff", "staff@hanbit.example", "하은", "정", ["staff"]),
        ],
    ),
}


async def load(service: Service) -> None:
    password_hash = await service.resource(Passwords).hash(PASSWORD)
    for key, (clinic, people) in CLINICS.items():
        async with service.db.transaction(demo_id(key, "clinic"), SYSTEM) as tx:
            if not await _loaded(tx):
                await clinics.register(tx, clinic)
                for person in people:
                    await _add(tx, key, person, password_hash)


async def _loaded(tx: Transaction) -> bool:
    try:
        await get_clinic(tx)
    except NotFound:
        return False
    return True


async def _add(tx: Transaction, clinic: str, person: Person, password_hash: str) -> None:
    key, name, first, last, roles = person
    user = NewUser(username=name, email=name, first_name=first, last_name=last, roles=roles, password=PASSWORD)
    await users.create(tx, user, password_hash, demo_id(clinic, "user", key))


async def refuse_in_production(service: Service) -> None:
    """Ends the process where an account of the demo still has the public password."""
    if service.settings.vetchart_env != "production":
        return
    while not await _checked(service):
        await asyncio.sleep(1)


async def _checked(service: Service) -> bool:
    try:
        names = await _with_public_password(service)
    except Exception:  # the database isn't there yet, so nobody can log in either
        return False
    if names:
        print(f"auth refuses to start: {', '.join(names)} still has the demo's password", file=sys.stderr, flush=True)
        os._exit(EX_CONFIG)
    return True


async def _with_public_password(service: Service) -> list[str]:
    found, passwords = [], service.resource(Passwords)
    for _, people in CLINICS.values():
        for _, name, *_ in people:
            async with service.db.system_transaction() as tx:
                login = await user_by_name(tx, name)
                user = await account(await tx.of(login["clinic_id"]), login["user_id"]) if login else None
            if user:
                async with passwords.turn(None):
                    if await passwords.match(PASSWORD, user["password_hash"]):
                        found.append(name)
    return found
