#!/usr/bin/env bash
# Does the suite at this address work? scripts/smoke.sh BASE_URL
#
# The gateway is up, every service and its database answer, a stranger is refused; with SMOKE_USERNAME and SMOKE_PASSWORD (a
# user of a clinic kept for this) it also logs in and reads. TRIES (10) with a second between them, for each.
set -euo pipefail
base=${1:?usage: scripts/smoke.sh BASE_URL}
tries=${TRIES:-10}
body=$(mktemp)
trap 'rm -f "$body"' EXIT

answers() { # CODE WHAT PATH CURL-OPTIONS...
    local wanted=$1 what=$2 path=$3 code='' try
    shift 3
    for ((try = 0; try < tries; try++)); do
        ((try == 0)) || sleep 1
        code=$(curl --silent --max-time 5 --output "$body" --write-out '%{http_code}' "$@" "$base$path") || true
        [[ $code != "$wanted" ]] || { echo "ok    $what"; return; }
    done
    echo "FAIL  $what: $path answered $code, not $wanted" >&2
    exit 1
}
field() { # NAME: of the JSON object in the last answer
    python3 -c 'import json, sys; print(json.load(open(sys.argv[1])).get(sys.argv[2], ""))' "$body" "$1"
}
answers 200 "the gateway is up" /api/health
answers 200 "every service reaches its database" /api/db/health
answers 401 "a stranger is refused" /api/patients
answers 404 "services' own calls are not to be had" /internal/feed/changes

if [[ -n ${SMOKE_USERNAME:-} ]]; then
    # The password goes by standard input: every user of a machine can read a command line.
    answers 200 "logs in" /api/auth/login --header 'Content-Type: application/json' --data @<(
        python3 -c 'import json, os; print(json.dumps({"username": os.environ["SMOKE_USERNAME"], "password": os.environ["SMOKE_PASSWORD"]}))'
    )
    token=$(field token)
    answers 200 "reads" /api/patients?limit=1 --header @<(echo "Authorization: Bearer $token")
fi
