from typing import ClassVar

from shared.contracts.told import Told
from shared.values.names import full_name


class UserTold(Told, kw_only=True):
    kind: ClassVar[str] = "user"

    first_name: str
    last_name: str

    @property
    def name(self) -> str:
        """As people read it."""
        return full_name(self.first_name, self.last_name)
