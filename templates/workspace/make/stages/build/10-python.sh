#!/usr/bin/env bash
# A wheel of every package, into dist/.
set -euo pipefail
. make/lib.sh

rm -rf dist
count=0
while IFS= read -r package; do
  uv build --quiet --offline --no-build-isolation --python .venv/bin/python --wheel --out-dir dist "$package"
  count=$((count + 1))
done < <(packages)
built=$(find dist -name '*.whl' | wc -l | tr -d ' ')
echo "$built wheels in dist/"
[ "$built" -eq "$count" ]
