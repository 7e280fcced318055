from typing import ClassVar

from shared.wire.shapes import Now


class Told(Now):
    """What a decision needs of another service's object: `kind` is what its feed calls it."""

    kind: ClassVar[str]
