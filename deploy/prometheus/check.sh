#!/bin/sh
# Rules, configuration and routes by Prometheus' and Alertmanager's own tools: `make check-ops`.
set -eu
cd "$(dirname "$0")/.."

for tool in promtool:prometheus amtool:prometheus-alertmanager; do
    command -v "${tool%:*}" >/dev/null ||
        { echo "${tool%:*} is missing. Debian, Ubuntu: apt install ${tool#*:}" >&2; exit 1; }
done

promtool check config prometheus/prometheus.yml
promtool test rules prometheus/tests/*.yml
amtool check-config alertmanager/alertmanager.yml
for severity in page ticket; do
    [ "$(amtool config routes test --config.file=alertmanager/alertmanager.yml severity=$severity 2>/dev/null)" = ${severity}s ] ||
        { echo "alerts of severity $severity don't go to the receiver ${severity}s" >&2; exit 1; }
done
