"""A bill adds up: its subtotal is the sum of its lines, or its total is, where prices hold the tax.

Looked at when a transaction ends that writes its amounts or issues it. Bills of before are left as they are until then.
"""

from alembic import op

from shared.data.migrations import run_sql

revision = "0008"
down_revision = "0007"

# By index also where the plan is older than the rows, as while many bills are loaded.
TRIGGER = """
CREATE FUNCTION check_bill_sum() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (
        SELECT FROM bills b
        WHERE b.clinic_id = NEW.clinic_id AND b.id = NEW.id
          AND CASE WHEN b.tax_inclusive THEN b.total ELSE b.subtotal END IS DISTINCT FROM (
            SELECT coalesce(sum(i.total), 0) FROM bill_items i WHERE i.clinic_id = b.clinic_id AND i.bill_id = b.id
          )
    ) THEN
        RAISE EXCEPTION 'a bill is the sum of its lines' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT OR UPDATE OF subtotal, tax, total, tax_inclusive, number ON bills
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_bill_sum();
"""


def upgrade() -> None:
    run_sql(op, TRIGGER)


def downgrade() -> None:
    run_sql(op, "DROP TRIGGER adds_up ON bills; DROP FUNCTION check_bill_sum")
