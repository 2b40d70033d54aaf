#!/usr/bin/env bash
# The one check that a branch has to pass: every stage ended well. A stage that was skipped because an earlier one failed
# did not. usage: OUTCOMES='success success …' outcomes.sh
set -euo pipefail

count=0
for outcome in ${OUTCOMES:-}; do
  count=$((count + 1))
  if [ "$outcome" != success ]; then
    echo "stage $count ended as $outcome" >&2
    exit 1
  fi
done
[ "$count" -gt 0 ] || {
  echo "OUTCOMES names no stage" >&2
  exit 1
}
echo "$count stages passed"
