"""A room is a plain resource's six calls: what its table, its shape and its words say, and nothing else."""

from shared.api.room import Plain, Room, Words
from shared.tests.things import LIST, THINGS, ThingIn

WORDS = Words("Things.", "Add a thing.", "One thing.", "Change it.", "Archive it.", "Bring it back.", "Thing archived.")
ROOM = Room(
    "/odd-things",
    THINGS,
    LIST,
    Plain(THINGS),
    takes=ThingIn,
    write="records:write",
    words=WORDS,
)


def test_its_calls_are_the_six_that_every_resource_has() -> None:
    assert [(each.method, each.path, each.permission, each.name, each.summary) for each in ROOM.endpoints()] == [
        ("GET", "/odd-things", "read", "list_odd_things", "Things."),
        ("POST", "/odd-things", "records:write", "create_thing", "Add a thing."),
        ("GET", "/odd-things/{id}", "read", "get_thing", "One thing."),
        ("PUT", "/odd-things/{id}", "records:write", "update_thing", "Change it."),
        ("DELETE", "/odd-things/{id}", "records:write", "archive_thing", "Archive it."),
        ("POST", "/odd-things/{id}/restore", "records:write", "restore_thing", "Bring it back."),
    ]
