-- The table of a plain resource, as shared.data.resources.resource_columns has it. Migrations are history: what they made
-- with this stays, so another set of columns is another file.
CREATE TABLE :table (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    updated_by uuid,
    archived_at timestamptz,
    :columns,
    CONSTRAINT :table_pkey PRIMARY KEY (clinic_id, id)
);
GRANT SELECT, INSERT, UPDATE ON :table TO :app;
