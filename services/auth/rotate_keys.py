"""A new signing key, in auth's environment: `python -m services.auth.rotate_keys`.

It is published at once and signs ten minutes later, when everybody has it; the old ones verify until their last token
is over. So no request fails.
"""

import asyncio
import sys

from services.auth.keys.operations import PUBLISHED_BEFORE_SIGNING, rotate
from services.auth.keys.sealing import Seal
from services.auth.settings import AuthSettings
from shared.data.db import Database
from shared.process.settings import load
from shared.wire.errors import Problem


async def rotate_now(settings: AuthSettings) -> str:
    previous = settings.jwt_secret_previous
    seal = Seal(settings.jwt_secret.get_secret_value(), previous.get_secret_value() if previous else None)
    db = await Database(settings).connect()
    try:
        async with db.system_transaction() as tx:
            return await rotate(tx, seal, settings.longest_token_ttl)
    finally:
        await db.close()


if __name__ == "__main__":
    try:
        kid = asyncio.run(rotate_now(load(AuthSettings, "rotate_keys")))
    except Problem as problem:
        sys.exit(f"No key was made: {problem.detail}")
    print(f"Key {kid} is published and signs in {PUBLISHED_BEFORE_SIGNING.seconds // 60} minutes.")
