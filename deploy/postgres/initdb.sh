#!/bin/sh
# First start of the official postgres image, as /docker-entrypoint-initdb.d/vetchart.sh: runs roles.sql, which is
# mounted at /etc/vetchart/roles.sql (in initdb.d the image would run it a second time, without the passwords).
# Each password is in NAME_PASSWORD, or in the file that NAME_PASSWORD_FILE names.
set -eu

for name in VETCHART_OWNER AUTH_SVC PATIENTS_SVC SCHEDULING_SVC BILLING_SVC VETCHART_OPS; do
    eval "file=\${${name}_PASSWORD_FILE:-} password=\${${name}_PASSWORD:-}"
    [ -z "$file" ] || password=$(cat "$file")
    [ -n "$password" ] || { echo "${name}_PASSWORD or ${name}_PASSWORD_FILE is required" >&2; exit 1; }
    export "${name}_PASSWORD=$password"
done

psql -X -v ON_ERROR_STOP=1 --no-password --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    -f "${ROLES_SQL:-/etc/vetchart/roles.sql}"
