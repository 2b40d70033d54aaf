#!/usr/bin/env bash
# Coverage of all tests together: at least 80 % of lines and branches in every package.
set -euo pipefail
. make/lib.sh

failed=0
while IFS= read -r package; do
  data=.local/coverage/$(basename "$package")
  if [ -z "$(find "$data" -name '*.data' -print -quit 2>/dev/null)" ]; then continue; fi
  echo "$package"
  coverage combine --quiet --keep --data-file="$data/all" "$data"/*.data
  coverage report --data-file="$data/all" --fail-under=80 || failed=1
done < <(packages)
exit "$failed"
