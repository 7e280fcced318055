"""The registry: owners and their animals."""

from services.patients.registry.owners.room import ROOM as OWNERS
from services.patients.registry.patients import routes as patients
from services.patients.registry.patients.queries import PATIENTS
from services.patients.registry.weights import routes as weights
from services.patients.registry.weights.queries import LIST as WEIGHTS
from shared.api.summary import OfPatient
from shared.service.plan import Wing

REGISTRY = Wing(
    rooms=(OWNERS,),
    endpoints=(*patients.ENDPOINTS, *weights.ENDPOINTS),
    publishes=(PATIENTS,),
    of_patient=(OfPatient("weights", WEIGHTS, {"counted": True}),),
)
