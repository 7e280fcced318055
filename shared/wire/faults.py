"""Gathers validation errors, for one answer with all: those of a shape, and of the rules over what is well-formed."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ParamSpec, TypeVar

from shared.wire.errors import Fault, Invalid

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


class Partial:
    """Stands for an object some of whose fields are malformed: reading one of these raises Invalid."""

    def __init__(self, sound: dict[str, Any], faults: dict[str, Fault]) -> None:
        self.__dict__ |= sound
        self._faults = faults

    def __getattr__(self, name: str) -> Any:
        raise Invalid(*self._faults.values())


def sound(objects: Iterable[T], read: Callable[[T], R]) -> list[R]:
    """What is read of each object, but for those where it is malformed."""
    found: list[R] = []
    for each in objects:
        with suppress(Invalid):
            found.append(read(each))
    return found


class Faults:
    """Gathers what is wrong with `body`, which may be a Partial, until `settle` is called before the first write.

    A rule that reads a malformed field is thereby left out: the fault of that field is told already.
    """

    def __init__(self, body: object) -> None:
        known = body._faults.values() if isinstance(body, Partial) else ()
        self._found = dict.fromkeys(known)

    @contextmanager
    def gather(self) -> Iterator[None]:
        """Goes on after the Invalid of the rule inside."""
        try:
            yield
        except Invalid as refused:
            self._found |= dict.fromkeys(refused.faults)

    def check(self, rule: Callable[P, Iterable[Fault]], *args: P.args, **kwargs: P.kwargs) -> None:
        with self.gather():
            self._found |= dict.fromkeys(rule(*args, **kwargs))

    def settle(self) -> None:
        """Raises Invalid with all that was gathered."""
        if self._found:
            raise Invalid(*self._found)
