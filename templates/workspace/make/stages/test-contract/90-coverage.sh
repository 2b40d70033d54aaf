#!/usr/bin/env bash
# Coverage of all tests together: at least 80 % of lines and branches in every package.
set -euo pipefail
. make/lib.sh

# Whether some kind of tests that the package has was not run here. usage: incomplete PACKAGE DATA_FOLDER
incomplete() {
  local kind
  if [ -z "$(find "$2" -name '*.data' -print -quit 2>/dev/null)" ]; then return 0; fi
  for kind in unit integration contract; do
    if [ -d "$1/tests/$kind" ] && [ ! -f "$2/$kind.data" ]; then return 0; fi
  done
  return 1
}

failed=0
while IFS= read -r package; do
  data=.local/coverage/$(basename "$package")
  if [ ! -d "$package/tests" ]; then continue; fi
  echo "$package"
  if incomplete "$package" "$data"; then
    echo "not judged: make test runs all of its tests"
    continue
  fi
  coverage combine --quiet --keep --data-file="$data/all" "$data"/*.data
  coverage report --data-file="$data/all" --fail-under=80 || failed=1
done < <(packages)
exit "$failed"
