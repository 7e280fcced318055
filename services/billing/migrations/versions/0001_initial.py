"""The first schema."""

from alembic import op

from shared.data.migrations import frame, protect, run_sql

revision = "0001"
down_revision = None

TENANT_TABLES = (
    "bills",
    "document_numbers",
    "price_items",
    "bill_items",
    "credit_notes",
    "payments",
    "credit_note_items",
)

SCHEMA = """
CREATE TABLE bills (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_by UUID,
    archived_at TIMESTAMP WITH TIME ZONE,
    currency TEXT NOT NULL,
    currency_digits SMALLINT NOT NULL,
    tax_rate NUMERIC NOT NULL,
    tax_inclusive BOOLEAN NOT NULL,
    subtotal BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    total BIGINT NOT NULL,
    number BIGINT,
    owner_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    appointment_id UUID,
    medical_record_ids UUID[] NOT NULL,
    status TEXT DEFAULT 'draft' NOT NULL,
    paid BIGINT DEFAULT '0' NOT NULL,
    credited BIGINT DEFAULT '0' NOT NULL,
    bill_date DATE NOT NULL,
    due_date DATE NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE,
    notes TEXT NOT NULL,
    CONSTRAINT bills_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT bills_number_key UNIQUE (clinic_id, number),
    CONSTRAINT bills_status_check CHECK (status IN ('draft', 'sent', 'paid', 'cancelled')),
    CONSTRAINT bills_total_check CHECK (total = subtotal + tax AND total >= 0),
    CONSTRAINT bills_paid_check CHECK (paid >= 0 AND paid <= total),
    CONSTRAINT bills_credited_check CHECK (credited >= 0 AND credited <= total),
    CONSTRAINT bills_draft_check CHECK (number IS NOT NULL OR status IN ('draft', 'cancelled') AND paid = 0 AND credited = 0)
);
CREATE INDEX bills_newest_idx ON bills (clinic_id, created_at DESC, id DESC);
CREATE INDEX bills_owner_idx ON bills (clinic_id, owner_id, created_at DESC, id DESC);
CREATE INDEX bills_patient_idx ON bills (clinic_id, patient_id, created_at DESC, id DESC);
CREATE TABLE document_numbers (
    clinic_id UUID NOT NULL,
    series TEXT NOT NULL,
    last BIGINT NOT NULL,
    CONSTRAINT document_numbers_pkey PRIMARY KEY (clinic_id, series)
);
CREATE TABLE price_items (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_by UUID,
    archived_at TIMESTAMP WITH TIME ZONE,
    currency TEXT NOT NULL,
    currency_digits SMALLINT NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    unit_price BIGINT NOT NULL,
    taxable BOOLEAN NOT NULL,
    CONSTRAINT price_items_pkey PRIMARY KEY (clinic_id, id)
);
CREATE INDEX price_items_newest_idx ON price_items (clinic_id, created_at DESC, id DESC);
CREATE TABLE bill_items (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    bill_id UUID NOT NULL,
    position SMALLINT NOT NULL,
    description TEXT NOT NULL,
    quantity NUMERIC NOT NULL,
    unit_price BIGINT NOT NULL,
    total BIGINT NOT NULL,
    taxable BOOLEAN NOT NULL,
    price_item_id UUID,
    CONSTRAINT bill_items_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT bill_items_bill_fkey FOREIGN KEY(clinic_id, bill_id) REFERENCES bills (clinic_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT bill_items_price_item_fkey FOREIGN KEY(clinic_id, price_item_id) REFERENCES price_items (clinic_id, id)
);
CREATE INDEX bill_items_bill_idx ON bill_items (clinic_id, bill_id, position);
CREATE TABLE credit_notes (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_by UUID,
    archived_at TIMESTAMP WITH TIME ZONE,
    currency TEXT NOT NULL,
    currency_digits SMALLINT NOT NULL,
    tax_rate NUMERIC NOT NULL,
    tax_inclusive BOOLEAN NOT NULL,
    subtotal BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    total BIGINT NOT NULL,
    bill_id UUID NOT NULL,
    number BIGINT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT credit_notes_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT credit_notes_bill_fkey FOREIGN KEY(clinic_id, bill_id) REFERENCES bills (clinic_id, id),
    CONSTRAINT credit_notes_number_key UNIQUE (clinic_id, number)
);
CREATE INDEX credit_notes_bill_idx ON credit_notes (clinic_id, bill_id, created_at DESC, id DESC);
CREATE TABLE payments (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    bill_id UUID NOT NULL,
    amount BIGINT NOT NULL,
    method TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    created_by UUID,
    CONSTRAINT payments_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT payments_bill_fkey FOREIGN KEY(clinic_id, bill_id) REFERENCES bills (clinic_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT payments_method_check CHECK (method IN ('cash', 'card', 'transfer', 'other')),
    CONSTRAINT payments_amount_check CHECK (amount <> 0)
);
CREATE INDEX payments_bill_idx ON payments (clinic_id, bill_id, at, id);
CREATE TABLE credit_note_items (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    credit_note_id UUID NOT NULL,
    position SMALLINT NOT NULL,
    description TEXT NOT NULL,
    quantity NUMERIC NOT NULL,
    unit_price BIGINT NOT NULL,
    total BIGINT NOT NULL,
    taxable BOOLEAN NOT NULL,
    price_item_id UUID,
    CONSTRAINT credit_note_items_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT credit_note_items_note_fkey FOREIGN KEY(clinic_id, credit_note_id) REFERENCES credit_notes (clinic_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT credit_note_items_price_item_fkey FOREIGN KEY(clinic_id, price_item_id) REFERENCES price_items (clinic_id, id)
);
CREATE INDEX credit_note_items_note_idx ON credit_note_items (clinic_id, credit_note_id, position);
"""

# The last net under the rules of the code: what is issued is credited, never changed.
GUARDS = """
CREATE FUNCTION keep_issued_bill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number IS NOT NULL AND (
        NEW.number, NEW.owner_id, NEW.patient_id, NEW.currency, NEW.currency_digits, NEW.tax_rate, NEW.tax_inclusive,
        NEW.subtotal, NEW.tax, NEW.total, NEW.bill_date, NEW.issued_at
    ) IS DISTINCT FROM (
        OLD.number, OLD.owner_id, OLD.patient_id, OLD.currency, OLD.currency_digits, OLD.tax_rate, OLD.tax_inclusive,
        OLD.subtotal, OLD.tax, OLD.total, OLD.bill_date, OLD.issued_at
    ) THEN
        RAISE EXCEPTION 'an issued bill does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_issued BEFORE UPDATE ON bills FOR EACH ROW EXECUTE FUNCTION keep_issued_bill();

CREATE FUNCTION keep_issued_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM bills
        WHERE clinic_id = coalesce(NEW.clinic_id, OLD.clinic_id) AND id = coalesce(NEW.bill_id, OLD.bill_id)
          AND number IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'an issued bill keeps its lines' USING ERRCODE = 'check_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER keep_issued BEFORE INSERT OR DELETE ON bill_items FOR EACH ROW EXECUTE FUNCTION keep_issued_items();
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON bills, price_items, document_numbers TO billing_svc;
GRANT SELECT, INSERT, DELETE ON bill_items TO billing_svc;
GRANT SELECT, INSERT ON payments, credit_notes, credit_note_items TO billing_svc;
"""


def upgrade() -> None:
    run_sql(op, frame("billing"))
    run_sql(op, SCHEMA + GUARDS + protect(*TENANT_TABLES) + GRANTS)
