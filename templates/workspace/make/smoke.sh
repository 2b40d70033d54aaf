#!/usr/bin/env bash
# Runs one image as a restricted pod would: not root, read-only, without capabilities. Its health command has to say 0
# while the service answers and not 0 when nothing runs; SIGTERM has to end it with code 0.
# usage: smoke.sh ENGINE IMAGE [NAME=VALUE…]; without settings it is given those of `localdev with-stack`.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly ENGINE=$1 IMAGE=$2 PATIENCE=120
shift 2
export PATH="$PWD/.venv/bin:$PATH"

problems=0
problem() {
  echo "$IMAGE: $*" >&2
  problems=$((problems + 1))
}

confined=(--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --no-healthcheck)
port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
settings=(--env "PORT=$port")
for setting in "$@"; do settings+=(--env "$setting"); done
if [ $# -eq 0 ]; then
  settings+=(--network host)
  while IFS= read -r name; do settings+=(--env "$name"); done < <(
    compgen -e | grep -E '^(DATABASE_URL|PUBLIC_URL|OIDC_ISSUER|OIDC_AUDIENCE|WEB_[A-Z_]+|SERVICE_URL_.*|AUTH_CREDENTIALS_.*)$'
  )
fi

user=$("$ENGINE" image inspect --format '{{.Config.User}}' "$IMAGE")
case $user in
  [1-9]*) ;;
  *) problem "runs as ${user:-root}: USER has to be a number that is not 0" ;;
esac
health=()
while IFS= read -r word; do health+=("$word"); done < <(
  "$ENGINE" image inspect --format '{{json .Config.Healthcheck}}' "$IMAGE" | python -c '
import json, sys
kind, *words = (json.load(sys.stdin) or {}).get("Test") or [None]
print(*(["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words), sep="\n")'
)
if [ "${#health[@]}" -eq 0 ] || [ -z "${health[0]}" ]; then
  problem "has no HEALTHCHECK"
  exit 1
fi

id=$("$ENGINE" run -d "${confined[@]}" "${settings[@]}" "$IMAGE" | tail -n 1)
trap '"$ENGINE" rm -f "$id" >/dev/null 2>&1 || true' EXIT
began=$SECONDS
until "$ENGINE" exec "$id" "${health[@]}" >/dev/null 2>&1; do
  if [ $((SECONDS - began)) -ge "$PATIENCE" ] || [ "$("$ENGINE" inspect --format '{{.State.Running}}' "$id")" != true ]; then
    problem "never said that it is well"
    "$ENGINE" logs "$id" 2>&1 | tail -n 20 >&2
    exit 1
  fi
  sleep 0.5
done
healthy=$((SECONDS - began))
"$ENGINE" stop -t 20 "$id" >/dev/null
code=$("$ENGINE" inspect --format '{{.State.ExitCode}}' "$id")
if [ "$code" != 0 ]; then problem "ends with code $code after SIGTERM"; fi
if "$ENGINE" run --rm "${confined[@]}" --env "PORT=$port" --entrypoint "${health[0]}" "$IMAGE" "${health[@]:1}" >/dev/null 2>&1; then
  problem "its health command says 0 with nothing running"
fi
echo "$IMAGE: user $user, read-only, healthy after $healthy s, dead told from alive, SIGTERM ends it with $code"
[ "$problems" -eq 0 ]
