from starlette.responses import Response

from services.billing.invoicing.bills.schemas import Bill
from services.billing.invoicing.payments import operations
from services.billing.invoicing.payments.schemas import PaymentIn
from shared.api.call import Call
from shared.api.endpoints import Endpoint


async def create_payment(call: Call) -> Response:
    """Record a payment of an issued bill; the answer is the bill."""
    payment = await call.partly(PaymentIn)
    return await call.write(201, operations.pay, call.id(), payment, call.expected())


ENDPOINTS = [
    Endpoint("POST", "/bills/{id}/payments", create_payment, "bills:write", response=Bill, body=PaymentIn, status=201)
]
