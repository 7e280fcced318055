from typing import ClassVar

from shared.contracts.told import Told


class RecordTold(Told):
    kind: ClassVar[str] = "record"
