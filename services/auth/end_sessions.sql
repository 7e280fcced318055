-- Ends all sessions of a database that was restored: what was revoked, used up or taken away since must not work again.
-- For scripts/db-restore.sh, deploy/operations/pitr.py, and auth itself where it finds keys of another database.
DO $$
DECLARE clinic uuid;
BEGIN
    -- Auth makes a new one as soon as it finds none; every process forgets the old ones within seconds.
    DELETE FROM auth.signing_keys;
    DELETE FROM auth.refresh_tokens;
    DELETE FROM auth.one_time_tokens;
    FOR clinic IN SELECT id FROM auth.clinics LOOP
        PERFORM set_config('app.clinic_id', clinic::text, true); -- for row-level security
        UPDATE auth.sessions SET ended_at = now() WHERE clinic_id = clinic AND ended_at IS NULL;
        -- Those that were used are back, and can't be told from the others: each user makes new ones.
        DELETE FROM auth.recovery_codes WHERE clinic_id = clinic;
        -- No code that a phone has shown until now: the newest that was accepted is of the step after this one.
        UPDATE auth.second_factors SET last_step = greatest(last_step, extract(epoch FROM clock_timestamp())::bigint / 30 + 1)
        WHERE clinic_id = clinic;
    END LOOP;
END $$;
