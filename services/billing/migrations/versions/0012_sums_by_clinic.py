"""The check that a bill adds up names the clinic of the lines, too, as Citus wants it."""

from alembic import op

from shared.data.migrations import run_sql

revision = "0012"
down_revision = "0011"

CHECK = """
CREATE OR REPLACE FUNCTION check_bill_sum() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (
        SELECT FROM bills b
        WHERE b.clinic_id = NEW.clinic_id AND b.id = NEW.id
          AND CASE WHEN b.tax_inclusive THEN b.total ELSE b.subtotal END IS DISTINCT FROM (
            SELECT coalesce(sum(i.total), 0) FROM bill_items i WHERE i.clinic_id = NEW.clinic_id AND i.bill_id = NEW.id
          )
    ) THEN
        RAISE EXCEPTION 'a bill is the sum of its lines' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""


def upgrade() -> None:
    run_sql(op, CHECK)


def downgrade() -> None:
    """What it does is the same."""
