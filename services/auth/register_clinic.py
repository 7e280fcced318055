"""Registers a clinic with its first admin, in auth's environment: `python -m services.auth.register_clinic --help`."""

import argparse
import asyncio
import getpass
import secrets
import sys
from decimal import Decimal, InvalidOperation
from typing import Any

from services.auth.clinics import operations as clinics
from services.auth.clinics.schemas import NewClinic
from services.auth.password_rules import check_password
from services.auth.passwords import Passwords
from services.auth.settings import AuthSettings
from services.auth.users import operations as users
from services.auth.users.rules import known_of
from services.auth.users.schemas import FirstAdmin
from shared.data.db import SYSTEM, Database
from shared.process.settings import load
from shared.values.ids import new_id
from shared.wire.errors import Problem
from shared.wire.shapes import decode


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("register_clinic", description="Register a clinic with its first admin.")
    parser.add_argument("--name", required=True)
    parser.add_argument("--time-zone", required=True, help="as America/New_York")
    parser.add_argument("--currency", required=True, choices=["KRW", "USD"], help="can't be changed later")
    parser.add_argument("--tax-rate", required=True, help="a fraction, as 0.08")
    parser.add_argument("--tax-inclusive", action="store_true", help="prices hold the tax already")
    parser.add_argument("--admin-username", required=True)
    parser.add_argument("--admin-email", required=True)
    parser.add_argument("--first-name", required=True)
    parser.add_argument("--last-name", required=True)
    parser.add_argument("--password-stdin", action="store_true", help="read it from standard input")
    return parser.parse_args(argv)


async def register(settings: AuthSettings, clinic: NewClinic, admin: FirstAdmin) -> str:
    """Both in one transaction; gives the clinic's id. Raises Problem."""
    check_password(admin.password, known_of(admin, clinic.name))
    db = await Database(settings).connect()
    clinic_id = new_id()
    try:
        password_hash = await Passwords().hash(admin.password)
        async with db.transaction(clinic_id, SYSTEM) as tx:
            await clinics.register(tx, clinic)
            await users.create(tx, admin, password_hash)
    finally:
        await db.close()
    return str(clinic_id)


def _clinic(arguments: argparse.Namespace) -> NewClinic:
    try:
        rate: Any = Decimal(arguments.tax_rate)
    except InvalidOperation:
        rate = arguments.tax_rate  # the shape says what is wrong with it
    given = {"name": arguments.name, "timeZone": arguments.time_zone, "currency": arguments.currency}
    return decode({**given, "taxRate": rate, "taxInclusive": arguments.tax_inclusive}, NewClinic)


def _admin(arguments: argparse.Namespace, password: str) -> FirstAdmin:
    given = {"username": arguments.admin_username, "email": arguments.admin_email, "roles": ["admin"]}
    names = {"firstName": arguments.first_name, "lastName": arguments.last_name}
    return decode({**given, **names, "password": password}, FirstAdmin)


def _password(arguments: argparse.Namespace) -> tuple[str, bool]:
    """The password, and whether it was made up here."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\n"), False
    typed = getpass.getpass("Password of the admin (empty: one is made): ") if sys.stdin.isatty() else ""
    return (typed, False) if typed else (secrets.token_urlsafe(15), True)


def main(argv: list[str] | None = None) -> int:
    arguments = _arguments(argv)
    settings = load(AuthSettings, "register_clinic")
    try:
        password, made = _password(arguments)
        clinic_id = asyncio.run(register(settings, _clinic(arguments), _admin(arguments, password)))
    except Problem as problem:
        print(f"The clinic was not registered: {problem.detail}", file=sys.stderr)
        return 1
    print(f"Clinic {clinic_id} is registered; {arguments.admin_username} can log in.")
    if made:
        print(f"The password is {password}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
