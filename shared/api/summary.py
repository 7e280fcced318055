"""What a service knows of one patient: its part of the gateway's composed summary, one call for all its lists."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from starlette.responses import Response

from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.data.paging import Filter, Listing, Page
from shared.data.resources import Resource
from shared.feed.desk import Desk

LIMIT = Filter().limit
LIST_BYTES = 450_000  # of each list, so that all together are a page's 2 MB
PATH = "/internal/patients/{id}/summary"


@dataclass(frozen=True, slots=True)
class OfPatient:
    """A list, by its name in the answer, of which the newest of one patient are told: `patient_id` is a filter of it.
    `values`: its other filters'; `seen` is told who looked."""

    name: str
    listing: Listing
    values: Mapping[str, Any] = field(default_factory=dict)
    seen: Callable[[Call, UUID], None] | None = None


def summary_endpoint(lists: Iterable[OfPatient], patients: Resource | None = None) -> Endpoint:
    """`patients`: of the service that knows the patient itself; there, an unknown one is 404."""
    lists = tuple(lists)

    async def summary(call: Call) -> Response:
        patient = call.id()
        built = await call.cached(("summary", patient), lambda desk: _build(desk, patient, lists, patients))
        for each in lists:
            if each.seen:
                each.seen(call, patient)
        return call.list(built)

    return Endpoint("GET", PATH, summary, "read")


async def _build(desk: Desk, patient: UUID, lists: tuple[OfPatient, ...], patients: Resource | None) -> Page:
    """`more` names the lists that go on."""
    parts = {"patient": (await patients.get(desk, patient)).body} if patients else {}
    more = []
    for each in lists:
        listing, sort = each.listing, each.listing.sorted_by(None)
        page = await listing.page(desk, LIMIT, None, LIST_BYTES, sort, patient_id=patient, **each.values)
        parts[each.name] = page.body
        more += [f'"{each.name}"'] if page.next else []
    parts["more"] = f"[{','.join(more)}]"
    return Page("{" + ",".join(f'"{name}":{body}' for name, body in parts.items()) + "}", None)
