from starlette.responses import Response

from services.auth.passwords import Passwords
from services.auth.sessions.revocations import Revocations
from services.auth.settings import AuthSettings
from services.auth.users import operations
from services.auth.users.queries import LIST, STAFF, USERS
from services.auth.users.schemas import StaffMember, User, UserChange
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.data.paging import ArchiveFilter, Filter


async def list_users(call: Call) -> Response:
    """Users, newest first."""
    filters = call.query(ArchiveFilter)
    return await call.page(LIST, filters, **filters.values())


async def list_staff(call: Call) -> Response:
    """Who works here, or is invited to: names and roles, newest first."""
    return await call.page(STAFF, call.query(Filter))


async def get_user(call: Call) -> Response:
    """One user."""
    return call.answer(await call.read(USERS.get, call.id()))


async def update_user(call: Call) -> Response:
    """Change a user, disable one, or give a new password."""
    change = await call.change(UserChange)
    password_hash = await _new_hash(call)
    ttl = call.service.resource(AuthSettings).longest_token_ttl
    answer = await call.write(200, operations.update, call.id(), change, password_hash, ttl)
    await call.service.resource(Revocations).pull(call.service.db, call.service.verifier)
    return answer


async def _new_hash(call: Call) -> str | None:
    """Of the password that an admin gives; worked out before the transaction, which it would hold open."""
    password = (await call.object()).get("password")
    if not isinstance(password, str) or not password:
        return None  # none, or one that the shape refuses
    return await call.service.resource(Passwords).hash(password, call.clinic_id)


ENDPOINTS = [
    Endpoint("GET", "/staff", list_staff, "read", response=list[StaffMember], query=Filter),
    Endpoint("GET", "/users", list_users, "users:admin", response=list[User], query=ArchiveFilter),
    Endpoint("GET", "/users/{id}", get_user, "users:admin", response=User),
    Endpoint("PUT", "/users/{id}", update_user, "users:admin", response=User, body=UserChange),
]
