"""Joins of copies into an answer: the patient with its age and its owner, in the one query of a list.

A single object embeds others whole. In a list their texts end at BRIEF characters, the last of them "…" where there
are more, or a few long notes would be the whole page.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Date, FromClause, Text, and_, case, cast, func, literal_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.selectable import NamedFromClause

from shared.data.resources import Resource
from shared.data.tables import copies
from shared.values.ages import age_years
from shared.wire.shapes import Shape

BRIEF = 300  # characters; shared/data/sql/briefs.sql has it, too


def copy_of(name: str) -> NamedFromClause:
    """The copies under a name of their own, for a query that joins several kinds."""
    return copies.alias(name)


def join_copy(
    source: FromClause, copy: NamedFromClause, kind: str, clinic_id: ColumnElement[Any], subject: ColumnElement[Any]
) -> FromClause:
    """`source` with the copy of the object that `subject` names beside each row; null where there is none."""
    mine = (copy.c.clinic_id == clinic_id, copy.c.kind == literal_column(f"'{kind}'"), copy.c.id == subject)
    return source.outerjoin(copy, and_(*mine))


def join_patient(
    source: FromClause,
    patient: NamedFromClause,
    owner: NamedFromClause,
    clinic_id: ColumnElement[Any],
    patient_id: ColumnElement[Any],
) -> FromClause:
    """`source` with the patient and the patient's owner, for `patient_embed`."""
    with_patient = join_copy(source, patient, "patient", clinic_id, patient_id)
    return join_copy(with_patient, owner, "owner", clinic_id, patient.c.owner_id)


def brief(column: ColumnElement[str]) -> ColumnElement[str]:
    """A text as lists embed it; of a long one only the beginning is read."""
    longest: ColumnElement[int] = literal_column(str(BRIEF))
    beginning = func.left(column, literal_column(str(BRIEF + 1)))
    cut = func.left(column, literal_column(str(BRIEF - 1)), type_=Text()) + literal_column("'…'", Text)
    return case(
        (func.octet_length(column) <= longest, column), (func.char_length(beginning) <= longest, column), else_=cut
    )


def brief_json(resource: Resource, **instead: ColumnElement[Any]) -> ColumnElement[Any]:
    """A service's own object as its lists embed it: each text that may be longer is cut."""
    texts = {name: brief(resource.table.c[name]) for name in _long_texts(resource.shape)}
    return resource.json(**texts | instead)


def _long_texts(shape: type[Shape]) -> list[str]:
    info = msgspec.inspect.type_info(shape)
    assert isinstance(info, msgspec.inspect.StructType)
    return [each.name for each in info.fields if _may_be_long(each.type)]


def _may_be_long(kind: msgspec.inspect.Type) -> bool:
    if isinstance(kind, msgspec.inspect.Metadata):
        return _may_be_long(kind.type)
    return isinstance(kind, msgspec.inspect.StrType) and (kind.max_length is None or kind.max_length > BRIEF)


def whole_copy(copy: FromClause) -> ColumnElement[Any]:
    document: ColumnElement[Any] = copy.c.document
    return document


def brief_copy(copy: FromClause) -> ColumnElement[Any]:
    """A copy with its texts cut."""
    return func.coalesce(copy.c.brief, copy.c.document, type_=JSONB())


def patient_embed(
    patient: NamedFromClause, owner: NamedFromClause, copy: Callable[[FromClause], ColumnElement[Any]] = whole_copy
) -> ColumnElement[Any]:
    """The patient's copy with `age` (needs the parameter `today`) and `owner`; null where the patient's isn't there."""
    computed = func.jsonb_build_object(
        literal_column("'age'"), patient_age(patient), literal_column("'owner'"), copy(owner)
    )
    return copy(patient).op("||", return_type=JSONB())(computed)


def user_name(user: NamedFromClause) -> ColumnElement[str]:
    """As shared.values.names.full_name has it; empty where the copy isn't there."""
    first, last = user.c.document["firstName"].astext, user.c.document["lastName"].astext
    korean = last.op("~")(literal_column("'[가-힣]'"))
    return func.coalesce(case((korean, last + first), else_=first + literal_column("' '") + last), literal_column("''"))


def patient_age(patient: NamedFromClause) -> ColumnElement[int]:
    def day(name: str) -> ColumnElement[Any]:
        return cast(patient.c.document[name].astext, Date)

    return age_years(func.coalesce(day("birthDate"), day("estimatedBirthDate")), day("deceasedAt"))
