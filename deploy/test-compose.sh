#!/bin/sh
# docker-compose.yml on a real engine: everything comes up, a login reads patients, and with one of two replicas of
# patients killed it still does. COMPOSE_FILE adds overrides, as ever.
set -eu
cd "$(dirname "$0")/.."
export PORT="${PORT:-3901}" JAEGER_PORT="${JAEGER_PORT:-36686}" PROMETHEUS_PORT="${PROMETHEUS_PORT:-39090}"
base="http://127.0.0.1:$PORT"

compose() { docker compose --project-name vetchart-test --env-file .env.example "$@"; }
finish() {
    status=$?
    [ "$status" = 0 ] || compose logs --tail 20
    compose down --volumes --timeout 20
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

compose up --build --detach --wait --wait-timeout 300 --scale patients=2

token=$(curl -fsS "$base/api/auth/login" -H 'Content-Type: application/json' \
    -d '{"username": "admin@vetchart.com", "password": "password"}' | sed 's/.*"token": *"\([^"]*\)".*/\1/')
read_patients() { curl -fsS -o /dev/null -H "Authorization: Bearer $token" "$base/api/patients"; }

read_patients
docker kill "$(compose ps --quiet patients | head -n 1)" >/dev/null
for _ in $(seq 50); do
    read_patients
done
echo "50 of 50 reads answered while a replica was down."
