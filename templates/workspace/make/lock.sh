#!/usr/bin/env bash
# Resolves requirements/*.in and package.json anew, to the newest versions they allow. Needs the registries.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=make/lib.sh
. make/lib.sh

export_registries
for name in runtime dev uv; do
  (cd requirements && ../.venv/bin/uv pip compile "$name.in" -o "$name.txt" --upgrade --universal \
    --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet)
  echo "lock: requirements/$name.txt"
done
if command -v npm >/dev/null 2>&1; then
  for folder in . $(node_packages); do
    (cd "$folder" && npm update --package-lock-only --no-audit --no-fund --loglevel=error)
    echo "lock: $folder/package-lock.json"
  done
fi
