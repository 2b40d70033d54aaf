#!/usr/bin/env bash
# Runs CI stages: the scripts of make/stages/<stage>/ in the order of their names. usage: stage.sh STAGE…
#
# A script ends with 0 (passed), 75 (skipped: something it needs is not there, it has said what) or anything else
# (failed). A stage with a skipped step ends as skipped, never as passed; under CI=true that is an error, and no later
# stage runs. Nothing is published unless every stage before it in the same run passed, wherever that run is.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=make/lib.sh
. make/lib.sh

export PATH="$PWD/.venv/bin:$PWD/node_modules/.bin:$PATH"
summary=()
verdict=0
unpassed=""

run_step() {
  local script=$1 name=$2 start=$SECONDS code=0
  echo "── $name"
  bash "$script" || code=$?
  if [ "$code" -eq 0 ]; then
    echo "── $name: passed ($((SECONDS - start)) s)"
  elif [ "$code" -eq "$EXIT_SKIPPED" ]; then
    echo "── $name: SKIPPED"
  else
    echo "── $name: FAILED (exit code $code)"
  fi
  return "$code"
}

# Prints nothing; sets `outcome` to passed, skipped … or failed ….
run_stage() {
  local stage=$1 script name code failed="" skipped="" count=0
  for script in make/stages/"$stage"/*.sh; do
    [ -f "$script" ] || continue
    name=$(basename "$script" .sh)
    name="$stage/${name#[0-9][0-9]-}"
    count=$((count + 1))
    code=0
    run_step "$script" "$name" || code=$?
    if [ "$code" -eq "$EXIT_SKIPPED" ]; then
      skipped="$skipped ${name#*/}"
    elif [ "$code" -ne 0 ]; then
      failed="$failed ${name#*/}"
      if [ "$code" -gt 128 ]; then break; fi
    fi
  done
  if [ -n "$failed" ]; then
    outcome="failed:$failed${skipped:+; skipped:$skipped}"
  elif [ -n "$skipped" ]; then
    outcome="skipped:$skipped"
  elif [ "$count" -eq 0 ]; then
    outcome="skipped: the stage has no steps"
  else
    outcome=passed
  fi
}

for stage in "$@"; do
  outcome=""
  if [ "$stage" = publish ] && [ -n "$unpassed" ]; then
    outcome="skipped: nothing is published, these stages did not pass:$unpassed"
  else
    run_stage "$stage"
  fi
  summary+=("$(printf '%-18s %s' "$stage" "$outcome")")
  case $outcome in
    failed*)
      verdict=1
      break
      ;;
    skipped*)
      unpassed="$unpassed $stage"
      if [ "${CI:-}" = true ]; then
        verdict=1
        break
      fi
      ;;
  esac
done

echo
printf '%s\n' "${summary[@]}"
exit "$verdict"
