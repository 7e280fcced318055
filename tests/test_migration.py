"""`make migration` writes the table of a plain resource as text that doesn't change when tables.py does."""

import pytest

from deploy.migration import migration

RECORD_TEMPLATES = '''"""The table of record templates."""

from alembic import op

from shared.data.migrations import resource_table, run_sql

revision = "0009"
down_revision = "0008"

COLUMNS = """
    name TEXT NOT NULL,
    record_type TEXT NOT NULL,
    symptoms TEXT NOT NULL,
    diagnosis TEXT NOT NULL,
    treatment TEXT NOT NULL,
    notes TEXT NOT NULL,
    CONSTRAINT record_templates_record_type_check CHECK (record_type IN ('vaccine', 'surgery', 'treatment', 'dental'))
"""


def upgrade() -> None:
    run_sql(op, resource_table("patients", "record_templates", COLUMNS, newest="created_at DESC, id DESC"))


def downgrade() -> None:
    run_sql(op, "DROP TABLE record_templates")
'''


def test_says_columns_constraints_and_indexes() -> None:
    assert migration("patients", "record_templates", "0008") == RECORD_TEMPLATES


def test_leaves_what_is_not_plain_to_people() -> None:
    with pytest.raises(ValueError, match="patients_archived_idx isn't plain"):
        migration("patients", "patients", "0008")
