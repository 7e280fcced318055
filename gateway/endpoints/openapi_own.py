"""The gateway's own calls, as OpenAPI."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec

from gateway.routes import READ_BY
from shared.api.openapi import ERRORS, ProblemDetails
from shared.data.audit import AuditEntry, AuditFilter, Verification
from shared.data.paging import Filter

Object = dict[str, Any]
SHAPES = "#/components/schemas/"


def _shape(name: str) -> msgspec.Meta:
    """Of a service, which describes it."""
    return msgspec.Meta(extra_json_schema={"$ref": SHAPES + name})


AnAppointment = Annotated[Object, _shape("Appointment")]
ABill = Annotated[Object, _shape("Bill")]
AnOwner = Annotated[Object, _shape("Owner")]
APatient = Annotated[Object, _shape("Patient")]
ARecord = Annotated[Object, _shape("Record")]
AWeight = Annotated[Object, _shape("Weight")]


class ServiceHealth(msgspec.Struct, rename="camel"):
    status: Literal["ok", "error"]
    latency_ms: float


class Health(msgspec.Struct):
    """`uptime` in seconds."""

    status: Literal["ok"]
    uptime: float
    timestamp: str
    services: dict[str, Literal["ok", "down"]]


class DatabaseHealth(msgspec.Struct, rename="camel", omit_defaults=True):
    status: Literal["ok", "error"]
    latency_ms: float
    timestamp: str
    services: dict[str, ServiceHealth]
    error: str = ""


class DashboardStats(msgspec.Struct, rename="camel", omit_defaults=True):
    """`degraded` names the services that didn't answer; what they know is null or empty."""

    total_patients: int | None
    total_owners: int | None
    today_appointments: int | None
    recent_records: list[ARecord]
    degraded: list[str] = []


class PatientSummary(msgspec.Struct, rename="camel", omit_defaults=True):
    """`degraded` names the services that didn't answer; what they know is null or empty. Of each list these are the
    newest: `more` names those that have others, at their own calls."""

    patient: APatient | None
    owner: AnOwner | None
    alerts: list[str]
    weights: list[AWeight]
    records: list[ARecord]
    appointments: list[AnAppointment]
    bills: list[ABill]
    degraded: list[str] = []
    more: list[str] = []


class SuiteVerification(msgspec.Struct):
    intact: bool
    services: dict[str, Verification]


class SuiteAuditEntry(AuditEntry, kw_only=True):
    """`service` made the entry: `seq` counts in its chain."""

    service: Literal["auth", "patients", "scheduling", "billing"]


class ChangeEvent(msgspec.Struct):
    """The data of an event `change`: something of this kind and id is at this version now. An event `resync` comes
    first, and whenever changes may have been missed: read anew what you show. Lines that begin with `:` are nothing
    but a sign of life. The stream ends before its token expires, and when the session or the gateway does. Take a
    kind that isn't listed as one of a later release."""

    kind: Annotated[str, msgspec.Meta(extra_json_schema={"enum": sorted(READ_BY)})]
    id: str
    version: int


@dataclass(frozen=True)
class Own:
    path: str
    name: str
    summary: str
    response: Any
    permission: str | None = None
    query: type[Filter] | None = None
    media_type: str = "application/json"


CALLS = (
    Own("/health", "health", "Whether the gateway lives, and which services answer", Health),
    Own("/db/health", "database_health", "Whether each service reaches its database", DatabaseHealth),
    Own("/events", "events", "What changes in the clinic", ChangeEvent, "read", media_type="text/event-stream"),
    Own("/dashboard/stats", "dashboard_stats", "The numbers on the dashboard", DashboardStats, "read"),
    Own("/patients/{id}/summary", "patient_summary", "Everything of one patient", PatientSummary, "read"),
    Own("/audit", "audit", "Who changed what, newest first", list[SuiteAuditEntry], "audit:read", AuditFilter),
    Own("/audit/verify", "verify_audit", "Whether the audit chains are whole", SuiteVerification, "audit:read"),
)


def own_document() -> Object:
    responses = [call.response for call in CALLS]
    schemas, components = msgspec.json.schema_components([*responses, ProblemDetails], ref_template=SHAPES + "{name}")
    return {
        "openapi": "3.1.0",
        "info": {"title": "VetChart", "version": "1"},
        "servers": [{"url": "/api"}],
        "paths": {
            call.path: {"get": _operation(call, schema, schemas[-1])}
            for call, schema in zip(CALLS, schemas[:-1], strict=True)
        },
        "components": {
            "schemas": components,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _operation(call: Own, schema: Object, problem: Object) -> Object:
    errors = ("401", "403", "404", "422", "503") if call.permission else ("503",)
    answers = {status: _answer(ERRORS[status], "application/problem+json", problem) for status in errors}
    if call.response is DatabaseHealth:
        answers["503"] = _answer("A database doesn't answer.", "application/json", schema)
    operation: Object = {
        "operationId": f"gateway_{call.name}",
        "summary": call.summary,
        "tags": [call.path.split("/")[1]],
        "parameters": [*_path_parameters(call), *_query_parameters(call)],
        "responses": {"200": _answer("Done.", call.media_type, schema), **answers},
        "security": [{"bearer": []}] if call.permission else [],
    }
    return operation | ({"x-permission": call.permission} if call.permission else {})


def _answer(description: str, media_type: str, schema: Object) -> Object:
    return {"description": description, "content": {media_type: {"schema": schema}}}


def _path_parameters(call: Own) -> list[Object]:
    schema = {"type": "string", "format": "uuid"}
    return [{"name": "id", "in": "path", "required": True, "schema": schema}] if "{id}" in call.path else []


def _query_parameters(call: Own) -> list[Object]:
    if call.query is None:
        return []
    _, components = msgspec.json.schema_components([call.query])
    properties = components[call.query.__name__]["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]
