-- :count patients of one clinic, one owner for two of them, all with the same shape, the newest last.
BEGIN;
INSERT INTO patients.owners (clinic_id, id, first_name, last_name, email, phone, address, notes)
SELECT :'clinic', uuidv7(), 'Emily', 'Carter ' || n, 'owner' || n || '@example.com', '555-0101', '12 Maple Street', ''
FROM generate_series(1, :count / 2) AS n;

WITH owner AS (
    SELECT id, row_number() OVER () AS n FROM patients.owners WHERE clinic_id = :'clinic' AND last_name LIKE 'Carter %'
)
INSERT INTO patients.patients (clinic_id, id, owner_id, name, species, breed, gender, estimated_birth_date, weight,
    weight_unit, status, assigned_doctor, handling_difficulty, microchip, alerts, created_at)
SELECT :'clinic', uuidv7(), owner.id, 'Max ' || twin, 'Dog', 'Golden Retriever', 'Male', date '2021-11-24', 68.5,
    'lbs', 'active', 'Sarah Wilson', 'easy', '985112345678901', '{}', now() + owner.n * interval '1 ms'
FROM owner, generate_series(1, 2) AS twin
WHERE owner.n <= :count / 2;
COMMIT;
