"""A service of the tests' own: one resource on the frame, in a schema that each test module makes for itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import asyncpg
import httpx2 as httpx
from msgspec.structs import asdict
from sqlalchemy import Column, MetaData, Numeric, Table, Text, Uuid, bindparam, text
from sqlalchemy.schema import CreateTable
from starlette.responses import Response

from shared.app import ServiceApp, service_app
from shared.call import Call
from shared.db import DIALECT, Statement, Transaction, json_object
from shared.documents import Change, Document
from shared.endpoints import Endpoint
from shared.events import Event
from shared.follower import keep_copy
from shared.migrations import frame, protect
from shared.paging import Filter, Listing
from shared.resources import Resource, resource_columns
from shared.service import Plan
from shared.settings import ServiceSettings
from shared.shapes import Line, Message, Name, Shape
from shared.tables import CONVENTION
from shared.testing import Peers, database_url, settings_for

metadata = MetaData(naming_convention=CONVENTION)
things = Table(
    "things", metadata, *resource_columns(), Column("name", Text, nullable=False), Column("size", Numeric)
)
LEDGER = "CREATE TABLE ledger (seq bigint GENERATED ALWAYS AS IDENTITY, subject uuid, revision bigint, type text);"


class ThingIn(Shape):
    name: Name
    note: Line = ""
    size: Decimal | None = None
