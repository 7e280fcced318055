from typing import ClassVar

from shared.contracts.told import Told


class AppointmentTold(Told):
    kind: ClassVar[str] = "appointment"
