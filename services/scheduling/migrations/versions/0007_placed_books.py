"""By which time zone, and which rules of it, each clinic's book was placed: one without a row is looked at anew."""

from alembic import op

from shared.data.migrations import run_sql

revision = "0007"
down_revision = "0006"

SCHEMA = """
CREATE TABLE placed_books (
    id UUID NOT NULL,
    time_zone TEXT NOT NULL,
    rules TEXT NOT NULL,
    CONSTRAINT placed_books_pkey PRIMARY KEY (id)
);
GRANT SELECT, INSERT, UPDATE ON placed_books TO scheduling_svc
"""


def upgrade() -> None:
    run_sql(op, SCHEMA)


def downgrade() -> None:
    run_sql(op, "DROP TABLE placed_books")
