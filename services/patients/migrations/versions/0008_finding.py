"""How far each clinic's search terms are rebuilt as they are made now, and lists by name.

Not CONCURRENTLY: they hold writes up for some seconds at a million patients.
"""

from alembic import op

from shared.data.migrations import protect, run_sql

revision = "0008"
down_revision = "0007"

SCHEMA = """
CREATE TABLE search_rebuilds (
    clinic_id UUID NOT NULL,
    kind TEXT NOT NULL,
    last UUID NOT NULL,
    CONSTRAINT search_rebuilds_pkey PRIMARY KEY (clinic_id, kind)
);
CREATE INDEX owners_name_idx ON owners (clinic_id, last_name DESC, first_name DESC, id DESC);
CREATE INDEX patients_name_idx ON patients (clinic_id, name DESC, id DESC);
"""


def upgrade() -> None:
    grant = "GRANT SELECT, INSERT, UPDATE ON search_rebuilds TO patients_svc;"
    run_sql(op, SCHEMA + protect("search_rebuilds") + grant)


def downgrade() -> None:
    run_sql(op, "DROP TABLE search_rebuilds; DROP INDEX owners_name_idx, patients_name_idx")
