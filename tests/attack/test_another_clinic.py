"""One clinic's users, of every role, with the ids of another: nothing is found, told or changed, whatever is called."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx

from shared.identity.tokens import PERMISSIONS
from tests.chaos.hospital import Hospital
from tests.chaos.table import Figures

LogIn = Callable[[str], httpx.Client]
USERS = {"admin": "admin", "veterinarian": "vet", "technician": "tech", "staff": "staff"}
THINGS = ("owners", "patients", "records", "appointments", "bills", "price-items", "record-templates", "users")
# Asked with a body that isn't theirs to fill, a call may say so before it looks anything up.
FOUND_NOTHING = {404, 422}


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    permission: str
    parameters: tuple[str, ...]  # of the query
    has_body: bool


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """Those that a user's token is for."""
    for path, methods in document["paths"].items():
        for method, each in methods.items():
            names = tuple(p["name"] for p in each.get("parameters", ()) if p["in"] == "query")
            if "x-permission" in each:
                yield Operation(method.upper(), f"/api{path}", each["x-permission"], names, "requestBody" in each)


def test_another_clinics_ids(whole: Hospital, log_in: LogIn, figures: Figures) -> None:
    theirs = _things(log_in("admin@hanbit.example"))
    calls = list(operations(whole.client.get("/api/openapi.json").json()))
    for role, name in USERS.items():
        user = log_in(f"{name}@vetchart.com")
        found = [answer for call in calls for answer in _ask(user, role, call, theirs)]
        figures.none(f"{role}: found or told something", [wrong for wrong in found if wrong], len(found))
    figures.none("things that changed", _changed(theirs, _things(log_in("admin@hanbit.example"))), len(theirs))
    figures.check()


def test_another_clinics_ids_in_bodies(log_in: LogIn, figures: Figures) -> None:
    theirs, admin = _things(log_in("admin@hanbit.example")), log_in("admin@vetchart.com")
    tried, taken = list(_mixed(_things(admin), theirs)), []
    for kind, name, body in tried:
        answer = admin.post(f"/api/{kind}", json=body)
        if body[name] in answer.text or answer.status_code >= 500:
            taken.append(f"{answer.status_code} {kind}.{name}")
    figures.none("taken", taken, len(tried))
    figures.check()


def _things(admin: httpx.Client) -> dict[str, dict[str, Any]]:
    """The newest of each kind."""
    return {kind: admin.get(f"/api/{kind}?limit=1").json()[0] for kind in THINGS}


def _ask(user: httpx.Client, role: str, call: Operation, theirs: dict[str, dict[str, Any]]) -> Iterator[str]:
    """What was wrong with each answer, or nothing. A thing of another kind is asked for, too."""
    if "{" not in call.path:
        yield from _ask_lists(user, call, theirs)
        return
    kind = next((kind for kind in theirs if f"/{kind}/" in call.path), "patients")
    for thing in (theirs[kind], theirs["owners"]):
        path = re.sub(r"{\w+}", thing["id"], call.path)
        answer = user.request(call.method, path, json=thing if call.has_body else None)
        nothing = FOUND_NOTHING if call.has_body else {404}
        expected = nothing if call.permission in PERMISSIONS[role] else {403}
        yield _wrong(call, answer, thing) or ("" if answer.status_code in expected else f"{answer.status_code} {call}")


def _ask_lists(user: httpx.Client, call: Operation, theirs: dict[str, dict[str, Any]]) -> Iterator[str]:
    if call.method != "GET" or call.path == "/api/events":
        return
    tries: list[dict[str, str]] = [{}]
    for thing in theirs.values():
        tries += [{name: thing["id"]} for name in call.parameters if name.endswith("Id") or name in ("subject", "q")]
    tries += [{"q": word} for word in _words(theirs) if "q" in call.parameters]
    for query in tries:
        answer = user.get(call.path, params=query)
        yield next((wrong for thing in theirs.values() if (wrong := _wrong(call, answer, thing))), "")


def _wrong(call: Operation, answer: httpx.Response, thing: dict[str, Any]) -> str:
    """An id or name of theirs that the answer has, and the question hadn't."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {call}"
    told = [word for word in _told(thing) if word in answer.text and word not in str(answer.request.url)]
    return f"{call.method} {call.path} tells {told[0]}" if told else ""


def _told(thing: dict[str, Any]) -> list[str]:
    """What only they have: a name may be in both clinics, a veterinarian's e-mail or a Korean name isn't."""
    return [thing["id"], *(value for name, value in thing.items() if name in ("email", "phone") and value)]


def _words(theirs: dict[str, dict[str, Any]]) -> list[str]:
    owner, patient = theirs["owners"], theirs["patients"]
    return [owner["lastName"] + owner["firstName"], owner.get("phone") or owner["lastName"], patient["name"]]


def _mixed(
    ours: dict[str, dict[str, Any]], theirs: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Good bodies of ours, in which one id is theirs."""
    foreign = {"ownerId": theirs["owners"]["id"], "patientId": theirs["patients"]["id"]}
    foreign |= {"appointmentId": theirs["appointments"]["id"], "recordId": theirs["records"]["id"]}
    foreign |= {"veterinarianId": theirs["users"]["id"], "priceItemId": theirs["price-items"]["id"]}
    for kind in ("patients", "records", "appointments", "bills"):
        for name in foreign.keys() & ours[kind].keys():
            yield kind, name, {**ours[kind], name: foreign[name]}


def _changed(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> list[str]:
    return [kind for kind in before if json.dumps(before[kind]) != json.dumps(after[kind])]
