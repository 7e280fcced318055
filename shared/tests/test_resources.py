"""A resource is its table and its shape: what one of them doesn't tell is an error when the service starts."""

import pytest
from sqlalchemy import literal_column

from shared.data.db import SYSTEM
from shared.data.resources import Columns, Resource
from shared.testing.kit import Client, ClinicStub
from shared.tests.things import THINGS, Thing, things
from shared.wire.shapes import Shape


class Weighed(Thing, kw_only=True):
    grams: int


def test_a_field_that_nothing_tells_is_an_error() -> None:
    with pytest.raises(TypeError, match="weighed: nothing tells grams"):
        Resource("weighed", things, Weighed, read="read")


def test_what_is_computed_must_be_a_field() -> None:
    with pytest.raises(TypeError, match="has no field gram"):
        Resource("weighed", things, Weighed, read="read", computed={"grams": things.c.size, "gram": things.c.size})


def test_what_is_embedded_is_shown_and_not_stored() -> None:
    class Noted(Shape):
        name: str
        note: str
        grams: int

    embeds: Columns = {"grams": literal_column("7"), "note": literal_column("'shown'")}
    noted = Resource("noted", things, Noted, read="read", embeds=embeds)
    assert ("grams" in str(noted.plain), "grams" in str(noted.document)) == (False, True)
    assert ("'shown'" in str(noted.plain), "'shown'" in str(noted.document)) == (False, True)


async def test_a_change_and_its_audit_entry_are_one_call(client: Client, clinic: ClinicStub) -> None:
    async with client.app.service.db.transaction(clinic.id, SYSTEM) as tx:
        saved = await THINGS.create(tx, name="a", note="")
        await THINGS.change(tx, saved.id, name="b")
        await THINGS.archive(tx, saved.id)
    entries = (await client.get(f"/api/audit?subject={saved.id}")).json()
    assert [entry["action"] for entry in entries] == ["thing.archived", "thing.updated", "thing.created"]
