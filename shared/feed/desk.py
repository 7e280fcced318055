"""Unit of work of an operation: one clinic's open transaction that knows the clinic, its day and who acts."""

from typing import Any, TypeVar
from uuid import UUID

from shared.contracts.told import Told
from shared.data.db import Transaction
from shared.feed.directory import ClinicSettings, Directory
from shared.identity.tokens import Permission

T = TypeVar("T", bound=Told)


class Desk(Transaction):
    """`today`: the clinic's; statements are given it as they are given the clinic's id."""

    __slots__ = ("clinic", "directory", "today")

    def __init__(self, tx: Transaction, clinic: ClinicSettings, directory: Directory) -> None:
        super().__init__(tx.connection, tx.clinic_id, tx.actor)
        self.clinic = clinic
        self.directory = directory
        self.today = clinic.today()

    def may(self, permission: Permission) -> bool:
        return self.actor.may(permission)

    async def need(self, told: type[T], subject: UUID, path: str) -> T:
        """The object that a write names in its field `path`. Raises Invalid where this clinic has no such object."""
        return await self.directory.need(self, told, subject, path)

    async def renew(self, kind: str, subject: UUID) -> None:
        """The copy of it as it is now, for what shows it for ever."""
        await self.directory.renew(self, kind, subject)

    def _known(self, values: dict[str, Any]) -> dict[str, Any]:
        values.setdefault("today", self.today)
        return super()._known(values)
