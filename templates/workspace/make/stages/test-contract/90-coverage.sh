#!/usr/bin/env bash
# Coverage of all tests together: at least 80 % of lines and branches in every package, nothing excluded.
#
# The tests leave what they measured in .local/coverage. A pipeline that runs the stages on several machines hands that
# folder on; without the data of every kind of tests there is nothing to judge.
set -euo pipefail
. make/lib.sh

readonly DATA=.local/coverage

if [ -n "$(narrowed)" ]; then skip "coverage is not judged: $(narrowed) runs some of the tests only"; fi
missing=""
for kind in unit integration contract; do
  if [ ! -f "$DATA/$kind.ran" ]; then missing="$missing $kind"; fi
done
if [ -n "$missing" ]; then
  skip "coverage is not judged: not run here:$missing tests; make test runs all of them (between machines, hand on $DATA)"
fi
coverage combine --quiet --keep --data-file="$DATA/all" "$DATA"/*.data
failed=0
while IFS= read -r package; do
  echo "$package"
  coverage report --data-file="$DATA/all" --include="$package/src/*" --fail-under=80 || failed=1
done < <(packages)
exit "$failed"
