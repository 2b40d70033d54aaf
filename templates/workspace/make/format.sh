#!/usr/bin/env bash
# Formats the sources: Python with ruff, Node packages with their own prettier and eslint.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=make/lib.sh
. make/lib.sh

.venv/bin/ruff check --fix .
.venv/bin/ruff format .
while IFS= read -r folder; do
  [ -x "$folder/node_modules/.bin/prettier" ] || continue
  (cd "$folder" && node_modules/.bin/eslint --fix . && node_modules/.bin/prettier --log-level=warn --write .)
done < <(node_packages)
