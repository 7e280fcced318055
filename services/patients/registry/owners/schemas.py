from typing import Literal

from shared.contracts.owner import OwnerFields
from shared.data.paging import ArchiveFilter


class OwnerIn(OwnerFields):
    pass


class OwnerFilter(ArchiveFilter):
    """`sort`: by last and first name or by when they came, downwards with a minus before it; newest first without."""

    sort: Literal["name", "-name", "created", "-created"] | None = None
