"""What a client gets for a login or a refresh: a token, the user, and for browsers the cookie of the next refresh."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.responses import Response

from services.auth.keys.ring import KeyRing
from services.auth.keys.tokens import user_token
from services.auth.sessions import cookies
from services.auth.sessions.operations import Opened
from services.auth.settings import AuthSettings
from shared.api.call import Call, json_answer
from shared.identity.tokens import Permission, permissions_of

NO_STORE = {"Cache-Control": "no-store"}


def me(user: str, permissions: frozenset[Permission]) -> dict[str, Any]:
    """The user's document with what they may."""
    return {**msgspec.json.decode(user), "permissions": sorted(permissions)}


async def logged_in(call: Call, opened: Opened) -> Response:
    settings, keys = call.service.resource(AuthSettings), call.service.resource(KeyRing)
    ttl = settings.access_token_ttl if opened.refresh_token else settings.session_token_ttl
    signed = await user_token(
        keys,
        clinic_id=opened.clinic_id,
        user_id=opened.user_id,
        session_id=opened.session_id,
        roles=opened.roles,
        ttl=ttl,
    )
    expires = datetime.fromtimestamp(signed.expires, UTC)
    user = me(opened.user, permissions_of(opened.roles))
    response = json_answer({"token": signed.token, "expiresAt": expires, "user": user}, headers=NO_STORE)
    if opened.refresh_token:
        cookies.set_refresh_token(response, opened.refresh_token, settings.refresh_token_ttl)
    return response
