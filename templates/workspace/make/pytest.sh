#!/usr/bin/env bash
# Runs one kind of tests of every package, each in a process of its own. usage: pytest.sh KIND FOLDER…
#
# A package without those folders has no such tests; tests that lie in no folder of a kind are unit tests.
set -euo pipefail
. make/lib.sh

kind=$1
shift
ran=0
failed=0

run_package() {
  local package=$1 name code=0
  shift
  name=$(basename "$package")
  mkdir -p ".local/coverage/$name"
  COVERAGE_FILE="$PWD/.local/coverage/$name/$kind.data" \
    pytest -c pyproject.toml --rootdir="$PWD" --cov="$package/src" --cov-branch --cov-report= "$@" || code=$?
  # 5: the folder holds no tests.
  if [ "$code" -ne 0 ] && [ "$code" -ne 5 ]; then failed=1; fi
  ran=$((ran + 1))
}

while IFS= read -r package; do
  folders=()
  for folder in "$@"; do
    if [ -d "$package/tests/$folder" ]; then folders+=("$package/tests/$folder"); fi
  done
  if [ "$kind" = unit ] && [ "${#folders[@]}" -eq 0 ] && [ -d "$package/tests" ]; then
    folders=("$package/tests")
    for folder in integration contract features; do
      if [ -d "$package/tests/$folder" ]; then folders+=("--ignore=$package/tests/$folder"); fi
    done
  fi
  if [ "${#folders[@]}" -gt 0 ]; then run_package "$package" "${folders[@]}"; fi
done < <(packages)

if [ "$ran" -eq 0 ]; then echo "there are no $kind tests"; fi
exit "$failed"
