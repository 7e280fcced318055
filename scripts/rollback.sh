#!/usr/bin/env bash
# Back to each process's last release: scripts/rollback.sh NAMESPACE. A second time it goes forth again.
#
# The schema stays as it is: a migration only expands what the release before it uses (docs/architecture.md), and a
# process is ready on a schema that is newer than its code. Processes that were never rolled out before are left.
set -euo pipefail
namespace=${1:?usage: scripts/rollback.sh NAMESPACE}
timeout=${TIMEOUT:-600}

# The gateway first: it is the newest code that calls the others.
undone=()
for process in gateway billing scheduling patients auth; do
    if kubectl --namespace "$namespace" rollout undo "deployment/$process"; then undone+=("$process"); fi
done
for process in "${undone[@]}"; do
    kubectl --namespace "$namespace" rollout status "deployment/$process" --timeout="${timeout}s"
done
