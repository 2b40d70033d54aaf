#!/usr/bin/env bash
# Starts the cluster of this machine with what the workloads need: namespace, PostgreSQL, Secrets. Running it again
# changes nothing that is there already.
set -euo pipefail
cd "$(dirname "$0")/../.."
. make/lib.sh
. deploy/minikube/settings.sh

for tool in minikube kubectl helm; do
  command -v "$tool" >/dev/null 2>&1 || { echo "minikube: $tool is not installed" >&2; exit 1; }
done

minikube start --profile "$PROFILE" --kubernetes-version "$KUBERNETES" --cpus "$CPUS" --memory "$MEMORY" --addons "$ADDONS"
cluster() { kubectl --context "$PROFILE" --namespace "$NAMESPACE" "$@"; }

kubectl --context "$PROFILE" create namespace "$NAMESPACE" --dry-run=client --output yaml | kubectl --context "$PROFILE" apply -f -

# A value that nobody else has. usage: random_value
random_value() { LC_ALL=C tr -dc 'a-zA-Z0-9' </dev/urandom 2>/dev/null | dd bs=40 count=1 2>/dev/null; }

if ! cluster get secret postgres >/dev/null 2>&1; then
  cluster create secret generic postgres --from-literal=POSTGRES_PASSWORD="$(random_value)"
fi
password=$(cluster get secret postgres --output 'jsonpath={.data.POSTGRES_PASSWORD}' | base64 --decode)

databases=""
while read -r secret database; do
  [ -n "$secret" ] || continue
  databases="${databases}CREATE DATABASE $database;"$'\n'
  if ! cluster get secret "$secret" >/dev/null 2>&1; then
    cluster create secret generic "$secret" \
      --from-literal=DATABASE_URL="postgresql://postgres:$password@postgres:5432/$database" \
      --from-literal=WEB_SECRET="$(random_value)"
  fi
done <<<"$WORKLOADS"
cluster create configmap postgres-databases --from-literal=databases.sql="$databases" --dry-run=client --output yaml | cluster apply -f -
cluster apply -f deploy/minikube/postgres.yaml
cluster rollout status deployment/postgres --timeout=180s

# Signing in needs an issuer that browser and cluster both reach by https; without one, the web app waits.
issuer=$(setting OIDC_ISSUER)
mkdir -p .local
if [ -n "$issuer" ]; then
  printf 'identity:\n  issuer: "%s"\n' "$issuer" >.local/minikube.yaml
elif [ -n "$WEB" ]; then
  printf 'workloads:\n  %s:\n    replicas:\n      min: 0\n      max: 0\n' "$WEB" >.local/minikube.yaml
  echo "minikube: the web app waits for an issuer; set OIDC_ISSUER in .env to one with https"
else
  printf '{}\n' >.local/minikube.yaml
fi
echo "minikube: ready; make cluster-dev deploys and watches the sources"
