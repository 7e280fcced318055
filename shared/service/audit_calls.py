"""Endpoints that list a service's audit log, and verify its hash chain."""

from starlette.responses import Response

from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint
from shared.data.audit import LISTING, AuditEntry, AuditFilter, Verification, verify


def audit_endpoints() -> list[Endpoint]:
    """Each service answers for its own chains; the gateway merges them."""

    async def list_audit(call: Call) -> Response:
        """Who changed what, when, from where, newest first."""
        filters = call.query(AuditFilter)
        return await call.page(LISTING, filters, subject=filters.subject, before=filters.before)

    async def verify_audit(call: Call) -> Response:
        """Whether the chain is whole."""
        return json_answer(await call.read(verify))

    return [
        Endpoint("GET", "/audit", list_audit, "audit:read", response=list[AuditEntry], query=AuditFilter),
        Endpoint("GET", "/audit/verify", verify_audit, "audit:read", response=Verification),
    ]
