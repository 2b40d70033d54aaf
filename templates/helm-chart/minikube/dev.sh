#!/usr/bin/env bash
# Builds, deploys to the cluster of this machine, and does so again on every change; Ctrl-C takes it away.
set -euo pipefail
cd "$(dirname "$0")/../.."
. deploy/minikube/settings.sh

command -v skaffold >/dev/null 2>&1 || { echo "minikube: skaffold is not installed" >&2; exit 1; }
[ -f .local/minikube.yaml ] || bash deploy/minikube/up.sh
# Images are built where the cluster runs, and never pushed anywhere.
eval "$(minikube --profile "$PROFILE" docker-env)"
exec skaffold dev --port-forward=user
