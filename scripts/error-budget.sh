#!/usr/bin/env bash
# Does a release burn the error budget? scripts/error-budget.sh PROMETHEUS_URL [MINUTES]
#
# Watches for MINUTES (10). Ends with 1 as soon as the gateway's 5xx of the last 5 minutes would use up the month's
# budget of 99.9 % 14.4 times too fast (the fast pair of ops/slo.md), or if Prometheus can't say. EVERY: seconds (15).
set -euo pipefail
prometheus=${1:?usage: scripts/error-budget.sh PROMETHEUS_URL [MINUTES]} minutes=${2:-10}
requests='http_request_duration_seconds_count{service="gateway"'
query="sum(rate($requests,code=~\"5..\"}[5m])) / sum(rate($requests}[5m])) / 0.001 or vector(0)"

burn_rate() {
    curl --silent --fail --max-time 5 --get --data-urlencode "query=$query" "$prometheus/api/v1/query" |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["data"]["result"][0]["value"][1])' 2>/dev/null
}
end=$((SECONDS + minutes * 60))
while true; do
    rate=$(burn_rate) || { echo "FAIL  Prometheus at $prometheus doesn't say" >&2; exit 1; }
    python3 -c 'import sys; sys.exit(float(sys.argv[1]) > 14.4)' "$rate" || { echo "FAIL  burns the budget at $rate" >&2; exit 1; }
    ((SECONDS < end)) || { echo "ok    burns the budget at $rate"; exit; }
    sleep "${EVERY:-15}"
done
