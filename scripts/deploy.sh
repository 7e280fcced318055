#!/usr/bin/env bash
# Rolls a release out: scripts/deploy.sh OVERLAY VERSION IMAGES
#
#   OVERLAY   a folder of deploy/kubernetes/overlays
#   VERSION   names the release's Jobs: lower-case letters, digits and -
#   IMAGES    a file of lines `vetchart-patients ghcr.io/you/vetchart-patients@sha256:...`, one for each image
#
# Applies everything, waits for the migrations, then for every process. If one isn't ready in time, the release before
# it is rolled back to (scripts/rollback.sh) and this ends with 1. TIMEOUT is in seconds, of each wait.
set -euo pipefail
overlay=${1:?usage: scripts/deploy.sh OVERLAY VERSION IMAGES} version=${2:?VERSION is missing} images=${3:?IMAGES is missing}
timeout=${TIMEOUT:-600}
images=$(realpath "$images")
cd "$(dirname "$0")/.."
kustomizations=deploy/kubernetes
[[ $version =~ ^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$ ]] || { echo "VERSION $version can't name a Job" >&2; exit 2; }

release() { # the kustomization of this release, over the overlay
    cat <<KUSTOMIZATION
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../overlays/$overlay]
images:
KUSTOMIZATION
    while read -r name image; do
        [[ $image =~ ^[^@[:space:]]+@sha256:[0-9a-f]{64}$ ]] || { echo "$name: '$image' is no image by digest" >&2; exit 2; }
        echo "  - {name: $name, newName: ${image%@*}, digest: ${image#*@}}"
    done <"$images"
    cat <<PATCH
patches:
  - target: {kind: Deployment}
    patch: |
      - {op: add, path: /spec/template/metadata/annotations, value: {vetchart.example/release: "$version"}}
PATCH
    for job in database-roles {auth,patients,scheduling,billing}-migration; do
        cat <<PATCH
  - target: {kind: Job, name: $job}
    options: {allowNameChange: true}
    patch: |
      - {op: replace, path: /metadata/name, value: $job-$version}
PATCH
    done
}

mkdir -p "$kustomizations/.release"
release >"$kustomizations/.release/kustomization.yaml"
kubectl kustomize "$kustomizations/.release" >"$kustomizations/.release/release.yaml"
namespace=$(sed -n 's/^namespace: //p' "$kustomizations/overlays/$overlay/kustomization.yaml")
echo "$version to $namespace"
kubectl apply --filename "$kustomizations/.release/release.yaml"

failed() {
    echo "$1: rolling back" >&2
    scripts/rollback.sh "$namespace"
    exit 1
}
for job in database-roles {auth,patients,scheduling,billing}-migration; do
    kubectl --namespace "$namespace" wait --for=condition=complete "job/$job-$version" --timeout="${timeout}s" ||
        failed "$job-$version did not complete"
done
for process in auth patients scheduling billing gateway; do
    kubectl --namespace "$namespace" rollout status "deployment/$process" --timeout="${timeout}s" ||
        failed "$process did not become ready"
done
