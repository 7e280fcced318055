import contextlib

import pytest

from gateway.tests.conftest import Start, Suite
from gateway.tests.stubs import Request, Stub, answer
from gateway.upstreams.breaker import OPEN, SEVERAL, TRIALS, WINDOW, Breaker, Breakers
from shared.testing.kit import ClinicStub
from shared.wire.errors import Unavailable


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Tried:
    def __init__(self) -> None:
        self.clock = Clock()
        self.breaker = Breaker("patients", 1, self.clock)

    def ask(self, ok: bool, times: int = 1) -> None:
        for _ in range(times):
            self.breaker.enter()
            self.breaker.note("a clinic", ok=ok)

    @property
    def open(self) -> bool:
        try:
            self.breaker.enter()
        except Unavailable:
            return True
        self.breaker.forget()
        return False


@pytest.fixture
def tried() -> Tried:
    return Tried()


class TestBreaker:
    def test_opens_when_half_of_the_answers_are_faults(self, tried: Tried) -> None:
        for _ in range(9):
            tried.ask(True)
            tried.ask(False)
        assert not tried.open
        tried.ask(True)
        tried.ask(False)
        assert tried.open

    def test_stays_closed_where_few_are(self, tried: Tried) -> None:
        for _ in range(50):
            tried.ask(True, 4)
            tried.ask(False)
        assert not tried.open

    def test_forgets_what_was_before_the_window(self, tried: Tried) -> None:
        tried.ask(False, 19)
        tried.clock.now += WINDOW + 0.1
        tried.ask(False)
        assert not tried.open

    def test_closes_after_trials_that_went_well(self, tried: Tried) -> None:
        tried.ask(False, 20)
        tried.clock.now += OPEN
        tried.ask(True, TRIALS)
        tried.ask(True, 100)

    def test_lets_one_trial_through_at_a_time(self, tried: Tried) -> None:
        tried.ask(False, 20)
        tried.clock.now += OPEN
        tried.breaker.enter()
        assert tried.open

    def test_opens_again_at_a_trial_that_failed(self, tried: Tried) -> None:
        tried.ask(False, 20)
        tried.clock.now += OPEN
        tried.ask(True)
        tried.ask(False)
        assert tried.open
        tried.clock.now += OPEN
        assert not tried.open


class TestFaults:
    """Who asks is refused alone, or with all others."""

    @pytest.fixture
    def breakers(self) -> Breakers:
        return Breakers("patients", Clock())

    def fail(self, breakers: Breakers, *clinics: str) -> None:
        for number in range(60):
            who = clinics[number % len(clinics)]
            with contextlib.suppress(Unavailable):
                breakers.enter(who)
                breakers.leave(who, False)

    def test_of_one_clinic_keep_that_one_out(self, breakers: Breakers) -> None:
        self.fail(breakers, "theirs")
        with pytest.raises(Unavailable):
            breakers.enter("theirs")
        breakers.enter("another's")
        assert breakers.open

    def test_of_two_keep_no_third_out(self, breakers: Breakers) -> None:
        self.fail(breakers, "one's", "the other's")
        breakers.enter("a third's")

    def test_of_several_close_the_service(self, breakers: Breakers) -> None:
        self.fail(breakers, *(f"clinic {number}'s" for number in range(SEVERAL)))
        with pytest.raises(Unavailable):
            breakers.enter("another's")

    def test_of_many_who_ask_little_do_too(self, breakers: Breakers) -> None:
        self.fail(breakers, *(f"clinic {number}'s" for number in range(60)))
        with pytest.raises(Unavailable):
            breakers.enter("another's")

    def test_of_who_asks_no_more_are_forgotten(self) -> None:
        clock = Clock()
        breakers = Breakers("patients", clock)
        self.fail(breakers, "theirs")
        clock.now += 2 * OPEN + 1
        assert not breakers.open


async def fault(request: Request) -> None:
    await request.answer(answer(status="500 Internal Server Error"))


class TestAServiceThatFails:
    async def test_is_asked_no_more_and_the_others_are(self, suite: Suite) -> None:
        suite.patients.handle = fault
        codes = [(await suite.client.get("/api/owners")).status_code for _ in range(40)]
        assert codes[:20] == [500] * 20
        assert codes[20:] == [503] * 20
        assert suite.patients.count("/api/owners") == 20
        assert (await suite.client.get("/api/bills")).status_code == 200

    async def test_for_one_clinic_is_there_for_another(self, suite: Suite) -> None:
        theirs = ClinicStub().user().token

        async def handle(request: Request) -> None:
            await request.answer(answer(status="200 OK" if theirs in request.all("authorization")[0] else "500 Fault"))

        suite.patients.handle = handle
        for _ in range(40):
            await suite.client.get("/api/owners")
        assert (await suite.client.get("/api/owners")).status_code == 503
        headers = {"Authorization": f"Bearer {theirs}"}
        codes = [(await suite.client.get("/api/owners", headers=headers)).status_code for _ in range(20)]
        assert codes == [200] * 20


class TestAReplica:
    async def test_that_answers_with_faults_gets_less_than_its_share(self, start: Start) -> None:
        other = Stub()
        suite = await start(replicas=(other,))
        other.handle = fault
        codes = [(await suite.client.get("/api/owners")).status_code for _ in range(60)]
        assert codes.count(500) <= 5
        assert codes[-20:] == [200] * 20

    async def test_that_says_it_is_not_ready_gets_nothing(self, start: Start) -> None:
        other = Stub()
        suite = await start(replicas=(other,))
        other.answers["/readyz"] = answer(status="503 Service Unavailable")
        await self._probe(suite)
        for _ in range(20):
            await suite.client.get("/api/owners")
        assert other.count("/api/owners") == 0
        other.answers["/readyz"] = answer()
        await self._probe(suite)
        for _ in range(40):
            await suite.client.get("/api/owners")
        assert other.count("/api/owners") > 0

    async def test_that_is_gone_is_found_out_without_a_request(self, start: Start) -> None:
        other = Stub()
        suite = await start(replicas=(other,))
        await other.stop()
        await self._probe(suite)
        replica = next(each for each in suite.app.balancers["patients"].replicas if each.port == other.port)
        assert replica.ejected
        await other.start()
        await self._probe(suite)
        assert replica.usable

    async def test_gets_so_many_at_once_and_no_more(self, start: Start) -> None:
        suite = await start(replica_in_flight=0 + 1)
        suite.patients.handle = suite.patients.never
        _, writer = await suite.send("GET /api/owners HTTP/1.1")
        while not suite.patients.requests:
            await suite.client.get("/healthz")
        got = await suite.client.get("/api/owners")
        assert (got.status_code, got.headers["retry-after"]) == (503, "1")
        assert (await suite.client.get("/api/bills")).status_code == 200
        writer.close()

    async def _probe(self, suite: Suite) -> None:
        for replica in suite.app.balancers["patients"].replicas:
            await replica.probe(1)
