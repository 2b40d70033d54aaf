#!/usr/bin/env bash
# Coverage of all tests together: at least 80 % of lines and branches in every package.
set -euo pipefail
. make/lib.sh

failed=0
while IFS= read -r package; do
  name=$(basename "$package")
  data=.local/coverage/$name
  if [ -z "$(find "$data" -name '*.data' -print -quit 2>/dev/null)" ]; then continue; fi
  coverage combine --quiet --keep --data-file="$data/all" "$data"/*.data
  total=$(coverage report --data-file="$data/all" --format=total --precision=1 --fail-under=0)
  echo "$package: $total %"
  if ! coverage report --data-file="$data/all" --fail-under=80 >"$data/report.txt"; then
    cat "$data/report.txt"
    failed=1
  fi
done < <(packages)
exit "$failed"
