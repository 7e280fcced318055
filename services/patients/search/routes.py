from starlette.responses import Response

from services.patients.search.operations import search
from services.patients.search.schemas import SearchFilter, SearchResult
from shared.call import Call, json_answer
from shared.endpoints import Endpoint


async def search_everything(call: Call) -> Response:
    """Owners, patients and records by name, phone, e-mail, microchip or text; Korean initial consonants, too."""
    filters = call.query(SearchFilter)
    found = await call.read(search, filters.q, filters.limit)
    return json_answer(found, headers={"Cache-Control": "private, no-cache"})


ENDPOINTS = [Endpoint("GET", "/search", search_everything, "read", response=list[SearchResult], query=SearchFilter)]
