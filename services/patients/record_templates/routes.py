from functools import partial

from starlette.responses import Response

from services.patients.record_templates import operations
from services.patients.record_templates.queries import LIST, RECORD_TEMPLATES
from services.patients.record_templates.schemas import RecordTemplate, RecordTemplateIn
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.data.paging import ArchiveFilter
from shared.wire.shapes import Message


async def list_record_templates(call: Call) -> Response:
    """What records can begin with, newest first."""
    filters = call.query(ArchiveFilter)
    return await call.page(LIST, filters, **filters.archive())


async def create_record_template(call: Call) -> Response:
    """Keep a text that records can begin with."""
    return await call.write(201, operations.create, await call.body(RecordTemplateIn))


async def get_record_template(call: Call) -> Response:
    """One template."""
    return call.answer(await call.read(RECORD_TEMPLATES.get, call.id()))


async def update_record_template(call: Call) -> Response:
    """Change a template; records that began with it stay as they are."""
    return await call.write(200, operations.update, call.id(), await call.change(RecordTemplateIn))


async def archive_record_template(call: Call) -> Response:
    """Offer a template no more."""
    return await call.remove("Template archived.", operations.archive, call.id(), call.expected())


async def restore_record_template(call: Call) -> Response:
    """Bring an archived template back."""
    return await call.write(200, operations.restore, call.id(), call.expected())


_one = partial(Endpoint, response=RecordTemplate)
ENDPOINTS = [
    Endpoint(
        "GET", "/record-templates", list_record_templates, "read", response=list[RecordTemplate], query=ArchiveFilter
    ),
    _one("POST", "/record-templates", create_record_template, "records:write", body=RecordTemplateIn, status=201),
    _one("GET", "/record-templates/{id}", get_record_template, "read"),
    _one("PUT", "/record-templates/{id}", update_record_template, "records:write", body=RecordTemplateIn),
    Endpoint("DELETE", "/record-templates/{id}", archive_record_template, "records:write", response=Message),
    _one("POST", "/record-templates/{id}/restore", restore_record_template, "records:write"),
]
