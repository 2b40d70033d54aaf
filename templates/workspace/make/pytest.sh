#!/usr/bin/env bash
# Runs one kind of tests of every package, each package in a process of its own. usage: pytest.sh unit|integration|contract
#
# SERVICE=name runs those of one service, ARGS='-k word' hands arguments on to pytest. Neither measures coverage: it is
# judged where everything runs.
#
# tests/unit and loose files in tests/ are unit tests, tests/contract are contract tests, every other folder of tests/
# holds integration tests.
set -euo pipefail
. make/lib.sh

kind=$1
ran=0
failed=0
empty=0

# Words of ARGS, quotes heeded.
extra=()
if [ -n "${ARGS:-}" ]; then
  while IFS= read -r word; do extra+=("$word"); done < <(printf '%s\n' "$ARGS" | xargs -n 1 printf '%s\n')
fi

# Folders of the packages whose tests run, one a line. A pipeline that spreads the tests over machines says in SHARD which
# folder is its own, or `shared` for what is no service; their coverage is put together afterwards.
chosen() {
  if [ "${SHARD:-}" = shared ]; then
    packages | grep -v '^services/' || true
  elif [ -n "${SHARD:-}" ]; then
    packages | grep -Fx -- "$SHARD" || true
  elif [ -z "${SERVICE:-}" ]; then
    packages
  elif [ -f "services/$SERVICE/pyproject.toml" ]; then
    echo "services/$SERVICE"
  fi
}

if [ -n "${SERVICE:-}" ] && [ -z "$(chosen)" ]; then
  echo "there is no service $SERVICE; services here: $(cd services && echo *)" >&2
  exit 2
fi

if [ -n "${SHARD:-}" ] && [ -z "$(chosen)" ]; then
  echo "there is no package $SHARD" >&2
  exit 2
fi

# Folders and files of a package that hold tests of the kind, one a line. usage: selected PACKAGE
selected() {
  local path
  for path in "$1"/tests/*; do
    [ -e "$path" ] || continue
    case $path in
      */unit | */test_*.py) if [ "$kind" = unit ]; then echo "$path"; fi ;;
      */contract) if [ "$kind" = contract ]; then echo "$path"; fi ;;
      *)
        if [ "$kind" = integration ] && [ -n "$(find "$path" -name 'test_*.py' -print -quit)" ]; then echo "$path"; fi
        ;;
    esac
  done
}

# Measured is the source of every package: the tests of a service also cover the library it stands on.
sources=$(packages | sed 's#$#/src#' | tr '\n' ',')

# Data of earlier runs would be counted for sources that are no longer there: unit tests come first and start afresh.
if [ -z "$(narrowed)" ]; then
  if [ "$kind" = unit ]; then rm -rf .local/coverage; fi
  mkdir -p .local/coverage
  rm -f .local/coverage/*."$kind".data ".local/coverage/$kind.ran"
fi

# usage: run_package PACKAGE PATH…
run_package() {
  local package=$1 code=0
  local arguments=(-m pytest -c pyproject.toml --rootdir="$PWD")
  shift
  if [ -n "$(narrowed)" ]; then
    python "${arguments[@]}" ${extra[@]+"${extra[@]}"} "$@" || code=$?
  else
    COVERAGE_FILE="$PWD/.local/coverage/$(basename "$package").$kind.data" \
      coverage run --source="${sources%,}" "${arguments[@]}" "$@" || code=$?
  fi
  # 5: there was nothing to collect.
  if [ "$code" -eq 5 ]; then
    empty=$((empty + 1))
  elif [ "$code" -ne 0 ]; then
    failed=1
  fi
  ran=$((ran + 1))
}

while IFS= read -r package; do
  paths=()
  while IFS= read -r path; do paths+=("$path"); done < <(selected "$package")
  if [ "${#paths[@]}" -gt 0 ]; then run_package "$package" "${paths[@]}"; fi
done < <(chosen)

if [ "$ran" -eq 0 ]; then echo "there are no $kind tests"; fi
if [ -z "$(narrowed)" ]; then
  touch ".local/coverage/$kind.ran"
elif [ "$empty" -eq "$ran" ]; then
  echo "no $kind test was chosen by $(narrowed)" >&2
  exit 1
fi
exit "$failed"
