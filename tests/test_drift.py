"""What the gateway or the page repeats of the services is what the services have: kinds of things."""

import re
import sys
from importlib import import_module
from pathlib import Path

from deploy.local.database import SERVICES
from gateway.streams.streams import READ_BY
from shared.data.resources import Resource

for service in SERVICES:
    import_module(f"services.{service}.app")  # each kind of thing is made with its service's modules
PAGE = Path(__file__).parents[1] / "web" / "src" / "app"
MODULES = [module for name, module in sys.modules.items() if name.startswith("services.")]
KINDS = {each.kind for module in MODULES for each in vars(module).values() if isinstance(each, Resource)} | {"clinic"}


def block(file: str, name: str) -> str:
    found = re.search(rf"const {name}[^{{]* = {{\n(.*?)\n}}", (PAGE / file).read_text(), re.DOTALL)
    assert found
    return found[1]


def test_a_change_of_every_kind_is_told_to_those_who_may_read_it() -> None:
    assert set(READ_BY) == KINDS


def test_the_page_reads_anew_what_shows_a_changed_thing_of_any_kind() -> None:
    assert set(re.findall(r"^  (\w+):", block("live.ts", "SHOWN"), re.MULTILINE)) == KINDS
