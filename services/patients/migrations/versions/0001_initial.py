"""The first schema."""

from alembic import op

from shared.data.migrations import frame, protect, run_sql

revision = "0001"
down_revision = None

TENANT_TABLES = ("db_probe", "owners", "record_views", "search_terms", "patients", "records", "weights")

SCHEMA = """
CREATE TABLE db_probe (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    payload TEXT NOT NULL,
    CONSTRAINT db_probe_pkey PRIMARY KEY (clinic_id, id)
);
CREATE TABLE owners (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_by UUID,
    archived_at TIMESTAMP WITH TIME ZONE,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    notes TEXT NOT NULL,
    CONSTRAINT owners_pkey PRIMARY KEY (clinic_id, id)
);
CREATE INDEX owners_newest_idx ON owners (clinic_id, created_at DESC, id DESC);
CREATE INDEX owners_archived_idx ON owners (clinic_id, created_at DESC, id DESC) WHERE archived_at IS NOT NULL;
CREATE TABLE record_views (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    user_id UUID NOT NULL,
    patient_id UUID,
    record_id UUID,
    request_id TEXT NOT NULL,
    listed BOOLEAN NOT NULL,
    CONSTRAINT record_views_pkey PRIMARY KEY (clinic_id, id)
);
CREATE INDEX record_views_at_idx ON record_views (clinic_id, at DESC);
CREATE TABLE search_terms (
    clinic_id UUID NOT NULL,
    term TEXT NOT NULL,
    kind TEXT NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT search_terms_pkey PRIMARY KEY (clinic_id, term, kind, id)
);
CREATE INDEX search_terms_subject_idx ON search_terms (clinic_id, kind, id);
CREATE TABLE patients (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_by UUID,
    archived_at TIMESTAMP WITH TIME ZONE,
    owner_id UUID NOT NULL,
    name TEXT NOT NULL,
    species TEXT NOT NULL,
    breed TEXT NOT NULL,
    gender TEXT,
    birth_date DATE,
    estimated_birth_date DATE,
    deceased_at DATE,
    weight NUMERIC,
    weight_unit TEXT NOT NULL,
    weight_kg NUMERIC GENERATED ALWAYS AS (round(CASE weight_unit WHEN 'lbs' THEN weight * 0.45359237 ELSE weight END, 3)) STORED,
    status TEXT NOT NULL,
    assigned_doctor TEXT NOT NULL,
    assigned_doctor_id UUID,
    handling_difficulty TEXT,
    microchip TEXT NOT NULL,
    alerts TEXT[] NOT NULL,
    CONSTRAINT patients_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT patients_clinic_id_fkey FOREIGN KEY(clinic_id, owner_id) REFERENCES owners (clinic_id, id),
    CONSTRAINT patients_weight_unit_check CHECK (weight_unit IN ('lbs', 'kg')),
    CONSTRAINT patients_status_check CHECK (status IN ('active', 'inactive'))
);
CREATE INDEX patients_newest_idx ON patients (clinic_id, created_at DESC, id DESC);
CREATE INDEX patients_archived_idx ON patients (clinic_id, created_at DESC, id DESC) WHERE archived_at IS NOT NULL;
CREATE INDEX patients_owner_idx ON patients (clinic_id, owner_id);
CREATE TABLE records (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_by UUID,
    archived_at TIMESTAMP WITH TIME ZONE,
    patient_id UUID NOT NULL,
    visit_date DATE NOT NULL,
    record_type TEXT NOT NULL,
    symptoms TEXT NOT NULL,
    diagnosis TEXT NOT NULL,
    treatment TEXT NOT NULL,
    notes TEXT NOT NULL,
    veterinarian TEXT NOT NULL,
    veterinarian_id UUID,
    CONSTRAINT records_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT records_clinic_id_fkey FOREIGN KEY(clinic_id, patient_id) REFERENCES patients (clinic_id, id),
    CONSTRAINT records_record_type_check CHECK (record_type IN ('vaccine', 'surgery', 'treatment', 'dental'))
);
CREATE INDEX records_created_idx ON records (clinic_id, created_at DESC, id DESC);
CREATE INDEX records_newest_idx ON records (clinic_id, visit_date DESC, id DESC);
CREATE INDEX records_patient_idx ON records (clinic_id, patient_id, visit_date DESC, id DESC);
CREATE TABLE weights (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    patient_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    weight NUMERIC NOT NULL,
    weight_unit TEXT NOT NULL,
    weight_kg NUMERIC NOT NULL,
    CONSTRAINT weights_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT weights_clinic_id_fkey FOREIGN KEY(clinic_id, patient_id) REFERENCES patients (clinic_id, id)
);
CREATE INDEX weights_patient_idx ON weights (clinic_id, patient_id, at DESC, id DESC);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON owners, patients, records TO patients_svc;
GRANT SELECT, INSERT ON weights, record_views TO patients_svc;
GRANT SELECT, INSERT, DELETE ON search_terms, db_probe TO patients_svc;
"""


def upgrade() -> None:
    run_sql(op, frame("patients"))
    run_sql(op, SCHEMA + protect(*TENANT_TABLES) + GRANTS)
