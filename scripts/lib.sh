# Sourced by db-backup.sh and db-restore.sh: where the database is, and what both do alike.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
DATABASE_URL=${DATABASE_URL_FILE:+$(cat "$DATABASE_URL_FILE")}${DATABASE_URL:-}

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

# The password goes into the environment: every user of the machine can read a command line.
[[ ${DATABASE_URL:-} =~ ^(postgres(ql)?://[^:@/]+)(:([^@]*))?@([^/?]*)(/([^?]*))?(\?.*)?$ ]] ||
    fail "DATABASE_URL must be like postgresql://user:password@host:5432/database"
# shellcheck disable=SC2034 # db-backup.sh reads url_database
server=${BASH_REMATCH[1]}@${BASH_REMATCH[5]} url_database=${BASH_REMATCH[7]:-postgres} options=${BASH_REMATCH[8]}
[[ -z ${BASH_REMATCH[4]} ]] || PGPASSWORD=$(printf '%b' "${BASH_REMATCH[4]//%/\\x}")
export PGPASSWORD=${PGPASSWORD:-} PGOPTIONS="-c client_min_messages=warning"
unset DATABASE_URL

address() { # DATABASE
    echo "$server/$1$options"
}

sql() { # DATABASE, psql's options
    psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "${@:2}" "$(address "$1")"
}

checksum() { # sha256sum's options and files
    if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum --algorithm 256 "$@"; fi
}
