"""The registry: owners and their animals."""

from services.patients.registry.owners import room as owners
from services.patients.registry.owners.queries import OWNERS
from services.patients.registry.patients import routes as patients
from services.patients.registry.patients.queries import PATIENTS
from services.patients.registry.weights import routes as weights
from shared.service.plan import Wing

REGISTRY = Wing([*owners.ROOM.endpoints(), *patients.ENDPOINTS, *weights.ENDPOINTS], publishes=(OWNERS, PATIENTS))
