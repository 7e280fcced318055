#!/usr/bin/env bash
# Makes the Secrets that deploy/kubernetes refers to, with random values, once: scripts/kubernetes-secrets.sh NAMESPACE
# Where a vault has them, components/external-secrets does it instead. backup-store (the bucket's key) is yours to make.
set -euo pipefail
namespace=${1:?usage: scripts/kubernetes-secrets.sh NAMESPACE}
umask 077
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

random() { openssl rand -hex 32; } # hex: it stands in URLs
put() { # SECRET KEY VALUE: in files, since every user of a machine can read a command line
    mkdir -p "$folder/$1"
    printf %s "$3" >"$folder/$1/$2"
}
url() { echo "postgresql://$1:$2@$3:5432/vetchart"; } # ROLE PASSWORD HOST

if kubectl --namespace "$namespace" get secret database-roles >/dev/null 2>&1; then
    echo "The Secrets of $namespace exist already: nothing was changed." >&2
    exit 1
fi

service_secrets=()
for process in gateway patients scheduling billing; do
    secret=$(random)
    put "$process" service-secret "$secret"
    service_secrets+=("$process=$secret")
done
put auth service-secrets "$(IFS=,; echo "${service_secrets[*]}")"
put auth jwt-secret "$(random)"

for role in auth_svc patients_svc scheduling_svc billing_svc; do
    password=$(random)
    put database-roles "${role^^}_PASSWORD" "$password"
    put "${role%_svc}" database-url "$(url "$role" "$password" postgres-pooler)"
done

owner=$(random)
put database-roles VETCHART_OWNER_PASSWORD "$owner"
put database-roles VETCHART_OPS_PASSWORD "$(random)"
put database-owner database-url "$(url vetchart_owner "$owner" postgres-rw)"
put postgres-superuser username postgres
put postgres-superuser password "$(random)"

# database-roles is the mark of a finished run, so it comes last.
for secret in gateway auth patients scheduling billing database-owner postgres-superuser database-roles; do
    type=Opaque
    [[ $secret != postgres-superuser ]] || type=kubernetes.io/basic-auth
    kubectl --namespace "$namespace" create secret generic "$secret" --type="$type" --from-file="$folder/$secret" \
        --dry-run=client --output=yaml | kubectl apply --filename=-
done
