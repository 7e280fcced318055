#!/usr/bin/env bash
# Backs the whole database up while it is in use: scripts/db-backup.sh [DIR]
#
#   DATABASE_URL     postgresql://vetchart_ops:...@host/vetchart (or DATABASE_URL_FILE)
#   AGE_RECIPIENT    encrypts with age for this public key; GPG_RECIPIENT: with gpg
#   KEEP_DAYS        older backups in DIR are deleted after this one succeeded (14)
#   METRICS_FILE     written for Prometheus's node exporter, as /var/lib/node_exporter/vetchart_backup.prom
#
# Writes NAME.dump (.age, .gpg), NAME.manifest (rows of each table in the dump's own snapshot), and NAME.sha256, which
# comes last: without it a backup isn't one. PostgreSQL's programs are those of PATH.
set -euo pipefail
umask 077
. "$(dirname "$0")/lib.sh"

folder=${1:-backups}
name=vetchart-$(date -u +%Y%m%dT%H%M%SZ)
started=$(date +%s)
mkdir -p "$folder"
[[ ! -e $folder/$name.sha256 ]] || fail "$folder/$name is there already"
work=$(mktemp -d "$folder/.unfinished-XXXXXX")
trap 'rm -rf "$work"' EXIT

dump=$name.dump
encrypt=
# shellcheck disable=SC2016 # expanded by the shell that runs it
if [[ -n ${AGE_RECIPIENT:-} ]]; then
    dump+=.age encrypt='| age --encrypt --recipient "$AGE_RECIPIENT"'
elif [[ -n ${GPG_RECIPIENT:-} ]]; then
    dump+=.gpg encrypt='| gpg --batch --quiet --trust-model always --encrypt --recipient "$GPG_RECIPIENT"'
fi
export ADDRESS BASH_DUMP FILE=$work/$dump
ADDRESS=$(address "$url_database")
BASH_DUMP="set -euo pipefail; pg_dump --format=custom --no-password --snapshot=\"\$SNAPSHOT\" \"\$ADDRESS\" $encrypt >\"\$FILE\""

# One snapshot for the dump and for the counts, whoever writes meanwhile.
sql "$url_database" --output="$work/$name.manifest" <<SQL
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at \gset
\setenv SNAPSHOT :snapshot
\! bash -c "\$BASH_DUMP" && touch "\$FILE.whole"
\qecho '# as of' :at
\i $here/counts.sql
SQL
[[ -e $work/$dump.whole ]] || fail "pg_dump failed; nothing was kept"

(cd "$work" && checksum "$dump" "$name.manifest" >"$name.sha256")
mv "$work/$dump" "$work/$name.manifest" "$folder"
mv "$work/$name.sha256" "$folder"
find "$folder" -maxdepth 1 -name 'vetchart-*' -type f -mtime "+${KEEP_DAYS:-14}" -delete

size=$(wc -c <"$folder/$dump" | tr -d ' ')
if [[ -n ${METRICS_FILE:-} ]]; then
    (umask 022 && cat >"$METRICS_FILE.unfinished") <<METRICS
# HELP backup_last_success_timestamp_seconds When the newest whole backup began.
# TYPE backup_last_success_timestamp_seconds gauge
backup_last_success_timestamp_seconds $started
# HELP backup_size_bytes Size of the newest whole backup.
# TYPE backup_size_bytes gauge
backup_size_bytes $size
METRICS
    mv "$METRICS_FILE.unfinished" "$METRICS_FILE"
fi
echo "$folder/$dump"
