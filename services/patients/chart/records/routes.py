from pathlib import Path
from typing import Any

from starlette.responses import Response

from services.patients.chart.records import operations
from services.patients.chart.records.queries import LIST, RECORDS, VERSIONS
from services.patients.chart.records.schemas import Record, RecordFilter, RecordIn, RecordVersion
from services.patients.chart.records.sheet import record_sheet
from services.patients.chart.records.views import Views
from services.patients.registry.patients.queries import PATIENTS
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.api.pdf import PdfFilter, language, pdf
from shared.data.paging import Filter
from shared.feed.people import user_named

TEMPLATE = Path(__file__).with_name("record.typ")


async def list_records(call: Call) -> Response:
    """Medical records with patient and owner, latest visit first."""
    filters = call.query(RecordFilter)
    call.service.resource(Views).seen(call, patient_id=filters.patient_id)
    return await call.page(LIST, filters, patient_id=filters.patient_id, **await _where(call, filters))


async def list_patient_records(call: Call) -> Response:
    """One patient's medical records, latest visit first."""
    filters, patient = call.query(RecordFilter), call.id("patientId")
    await call.read(PATIENTS.get, patient)
    call.service.resource(Views).seen(call, patient_id=patient)
    return await call.page(LIST, filters, patient_id=patient, **await _where(call, filters))


async def _where(call: Call, filters: RecordFilter) -> dict[str, Any]:
    """`meant`: the one of the staff whose name, in any spelling, the text is."""
    name = filters.veterinarian
    return {
        "from_": filters.from_,
        "to": filters.to,
        "veterinarian": name,
        "meant": await call.read(user_named, name) if name else None,
        "veterinarian_id": filters.veterinarian_id,
    }


async def create_record(call: Call) -> Response:
    """Write a medical record."""
    return await call.write(201, operations.create, await call.partly(RecordIn))


async def get_record(call: Call) -> Response:
    """One medical record."""
    call.service.resource(Views).seen(call, record_id=call.id())
    return call.answer(await call.read(RECORDS.get, call.id()))


async def update_record(call: Call) -> Response:
    """Change a medical record; over another user's version only with If-Match."""
    return await call.write(200, operations.update, call.id(), await call.change(RecordIn))


async def sign_record(call: Call) -> Response:
    """Sign a medical record: from then on it doesn't change, and is amended by addenda."""
    return await call.write(200, operations.sign, call.id(), call.expected())


async def list_record_versions(call: Call) -> Response:
    """What a medical record was after each change, newest first."""
    filters, record = call.query(Filter), call.id()
    await call.read(RECORDS.get, record)
    call.service.resource(Views).seen(call, record_id=record)
    return await call.page(VERSIONS, filters, record_id=record)


async def print_record(call: Call) -> Response:
    """A medical record with its addenda as PDF; a signed one shows patient, owner and clinic as they were then."""
    record_id = call.id()
    call.service.resource(Views).seen(call, record_id=record_id)
    record, addenda, then = await call.read(operations.printable, record_id)
    sheet = record_sheet(record, addenda, then, language(call, then))
    return await pdf(call, TEMPLATE, f"record-{record['visitDate']}", sheet)


ENDPOINTS = [
    Endpoint("GET", "/records", list_records, "read", response=list[Record], query=RecordFilter),
    Endpoint("POST", "/records", create_record, "records:write", response=Record, body=RecordIn, status=201),
    Endpoint("GET", "/records/{id}", get_record, "read", response=Record),
    Endpoint("PUT", "/records/{id}", update_record, "records:write", response=Record, body=RecordIn),
    Endpoint("GET", "/records/{id}/pdf", print_record, "read", response=bytes, query=PdfFilter),
    Endpoint("POST", "/records/{id}/sign", sign_record, "records:sign", response=Record),
    Endpoint("GET", "/records/{id}/versions", list_record_versions, "read", response=list[RecordVersion], query=Filter),
    Endpoint(
        "GET", "/records/patient/{patientId}", list_patient_records, "read", response=list[Record], query=RecordFilter
    ),
]
