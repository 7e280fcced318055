#!/usr/bin/env bash
# Restores a backup of db-backup.sh: scripts/db-restore.sh FILE [--force]
#
#   DATABASE_URL     the administrator's, as for deploy/postgres/roles.sql: postgresql://postgres:...@host/postgres
#   AGE_IDENTITY     the file with age's key, for a .age; gpg takes its key from its ring
#   DATABASE         which database (vetchart)
#   PYTHON           one with the suite's packages, to verify the audit (.venv/bin/python)
#
# Into a database beside, which is verified (rows of each table, every audit chain) and then takes the name in one
# transaction: whatever fails before leaves all as it was. All sessions end with it; who was disabled stays so. --force is needed where the database is there already;
# that one is kept under another name. On a new server run deploy/postgres/roles.sql first, for the roles' passwords.
set -euo pipefail
umask 077
. "$(dirname "$0")/lib.sh"

file=${1:-} force=${2:-}
[[ -n $file && ( -z $force || $force == --force ) ]] || fail "usage: db-restore.sh FILE [--force]"
[[ -r $file ]] || fail "$file can't be read"
database=${DATABASE:-vetchart}
new=${database}_restoring
before=${database}_before_$(date -u +%Y%m%dT%H%M%SZ)
python=${PYTHON:-$here/../.venv/bin/python}
stem=${file%.dump*}
work=$(mktemp -d)
closed=

open_backup() {
    case $file in
        *.age) age --decrypt --identity "${AGE_IDENTITY:?names the file with the key of this backup}" "$file" ;;
        *.gpg) gpg --batch --quiet --decrypt "$file" ;;
        *) cat "$file" ;;
    esac
}

raised_epoch() { # DATABASE: the greatest of its feeds' epochs
    sql "$1" --command="SELECT max(epoch) FROM (TABLE auth.feed_epoch UNION TABLE patients.feed_epoch
        UNION TABLE scheduling.feed_epoch UNION TABLE billing.feed_epoch) AS each"
}

access() { # DATABASE: who may get in, and how
    sql "$1" --command="SELECT username, array_to_string(roles, '+'), CASE WHEN disabled THEN 'disabled' ELSE 'enabled' END,
        'password of ' || to_char(password_changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') FROM auth.users ORDER BY 1"
}

end_sessions() { # once nobody can get in any more, so that nothing is used up behind it
    sql "$new" --file="$here/../services/auth/end_sessions.sql"
}

clean_up() {
    rm -rf "$work"
    [[ -z $closed ]] || sql postgres --command="ALTER DATABASE \"$database\" WITH ALLOW_CONNECTIONS true"
    sql postgres --command="DROP DATABASE IF EXISTS \"$new\" WITH (FORCE)"
}

echo "Checking $file"
(cd "$(dirname "$file")" && checksum --check --status "$(basename "$stem").sha256") ||
    fail "$file doesn't match $stem.sha256: it is damaged or unfinished"
exists=$(sql postgres --command="SELECT count(*) FROM pg_database WHERE datname = '$database'")
((exists == 0)) || [[ $force == --force ]] ||
    fail "the database $database is there already: give --force to put this backup in its place"
clean_up
mkdir "$work"
trap clean_up EXIT

echo "Restoring into $new"
sql postgres --set=database="$new" --file="$here/../deploy/postgres/roles.sql"
# The database's own parts (schemas, extensions, settings) are those of roles.sql, which needs no superuser.
# What pg_restore leaves of its input is read to the end, else the program before it complains.
{ pg_restore --list && cat >/dev/null; } < <(open_backup) >"$work/all"
grep --invert-match --extended-regexp ' (SCHEMA|EXTENSION|COMMENT) ' "$work/all" >"$work/list"
{
    pg_restore --exit-on-error --no-password --use-list="$work/list" --dbname="$(address "$new")"
    cat >/dev/null
} < <(open_backup)
sql "$new" --command="ANALYZE (SKIP_LOCKED)"

echo "Verifying"
sql "$new" --file="$here/counts.sql" >"$work/counts"
grep --invert-match '^#' "$stem.manifest" | diff - "$work/counts" >&2 || fail "the tables hold other rows than the manifest says"
(cd "$here/.." && DATABASE_URL=$(address "$new") "$python" -m shared.data.verify_audit) || fail "the audit isn't whole"

# Revisions of copies grow on from it, and a moment of the feed from before is told from one after: this database counts
# its transactions anew. What a chain has lost, its followers see by themselves.
epoch=$(raised_epoch "$new")
current=$( ((exists)) && raised_epoch "$database" 2>/dev/null || true)
((${current:-0} <= epoch)) || epoch=$current
for schema in auth patients scheduling billing; do
    sql "$new" --command="UPDATE $schema.feed_epoch SET epoch = $epoch + 1"
done

echo "Swapping"
if ((exists)); then
    # Doors that were closed since the backup stay closed.
    if sql "$database" --command="SELECT id FROM auth.users WHERE disabled" >"$work/disabled" 2>/dev/null; then
        sql "$new" --output=/dev/null --command="CREATE TEMP TABLE disabled (id uuid)" \
            --command="\\copy disabled FROM '$work/disabled'" \
            --command="SET search_path = auth, pg_temp" \
            --command="WITH shut AS (UPDATE users SET disabled = true, version = version + 1
                    WHERE id IN (TABLE disabled) AND NOT disabled RETURNING clinic_id, id)
                SELECT append_audit(clinic_id, NULL, '', 'restore', 'user.disabled', 'user', id, '{\"disabled\": true}')
                FROM shut"
        access "$database" >"$work/before"
        access "$new" >"$work/after"
    fi
    closed=yes
    sql postgres --command="ALTER DATABASE \"$database\" WITH ALLOW_CONNECTIONS false" --output=/dev/null \
        --command="SET client_min_messages = error" \
        --command="SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '$database'"
    end_sessions
    sql postgres <<SQL
BEGIN;
ALTER DATABASE "$database" RENAME TO "$before";
ALTER DATABASE "$new" RENAME TO "$database";
COMMIT;
SQL
    closed=
    touch "$work/before" "$work/after"
    differences=$(comm -23 <(sort "$work/before") <(sort "$work/after"))
    [[ -z $differences ]] ||
        printf 'Users changed since the backup; see to each again, since roles and passwords are those of then:\n%s\n' "$differences"
    echo "What was there is kept as $before; when it isn't needed any more: DROP DATABASE \"$before\""
else
    end_sessions
    sql postgres --command="ALTER DATABASE \"$new\" RENAME TO \"$database\""
fi
echo "$database is that of $(head -1 "$stem.manifest" | cut -c9-), verified."
