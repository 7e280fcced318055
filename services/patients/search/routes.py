from starlette.responses import Response

from services.patients.search.operations import search
from services.patients.search.schemas import SearchFilter, SearchResult
from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint


async def search_everything(call: Call) -> Response:
    """Owners, patients and records by name, phone, e-mail, microchip or text; Korean initial consonants, too.

    Words may be of an owner, its patient and that one's record together. Accents, full-width forms and a country's code
    before a number make no difference, and a half-typed syllable finds what it may become.
    """
    filters = call.query(SearchFilter)
    found = await call.read(search, filters)
    return json_answer(found, headers={"Cache-Control": "private, no-cache"})


ENDPOINTS = [Endpoint("GET", "/search", search_everything, "read", response=list[SearchResult], query=SearchFilter)]
