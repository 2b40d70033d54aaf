#!/usr/bin/env bash
# Python: types, package by package, since each has a `tests` of its own.
set -euo pipefail
. make/lib.sh

failed=0
while IFS= read -r package; do
  folders=()
  for folder in src tests migrations; do
    if [ -n "$(find "$package/$folder" -name '*.py' -print -quit 2>/dev/null)" ]; then folders+=("$package/$folder"); fi
  done
  if [ "${#folders[@]}" -eq 0 ]; then continue; fi
  echo "$package"
  mypy --config-file pyproject.toml "${folders[@]}" || failed=1
done < <(packages)
exit "$failed"
