"""An authenticator app, and the clock that it shares with the service."""

from dataclasses import dataclass

import httpx2 as httpx
import pyotp


@dataclass
class Clock:
    """Stands still until a test moves it, so that no step of 30 s ends in the middle of one."""

    now: float = 2_000_000_000.0

    def tick(self, steps: int = 1) -> None:
        self.now += 30 * steps


@dataclass
class Phone:
    """Of a user who has enrolled."""

    clock: Clock
    secret: str
    recovery_codes: list[str]

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.clock.now, counter_offset=steps)

    def next(self) -> str:
        """A code that wasn't used yet."""
        self.clock.tick()
        return self.code()

    def wrong(self) -> str:
        return next(f"{n:06}" for n in range(10) if f"{n:06}" not in [self.code(step) for step in (-1, 0, 1)])


def kind(answer: httpx.Response) -> tuple[int, str]:
    """Status and problem type."""
    return answer.status_code, answer.json()["type"].rpartition(":")[2]
