#!/usr/bin/env bash
# Runs CI stages: the scripts of make/stages/<stage>/ in the order of their names. usage: stage.sh STAGE…
#
# A script ends with 0 (passed), 75 (skipped: something it needs is not there, it has said what) or anything else
# (failed). A stage with a skipped step ends as skipped, never as passed; under CI=true that is an error, and no later
# stage runs. Nothing is published unless every stage before it in the same run passed, wherever that run is; a registry
# on this machine is no publication. STEPS narrows a run down to the steps that one of its patterns names; those that one
# behind a `!` names are left out: STEPS='web*', STEPS='!web* !chart*'.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=make/lib.sh
. make/lib.sh

export PATH="$PWD/.venv/bin:$PWD/node_modules/.bin:$PWD/.local/tools/bin:$PATH"
summary=()
times=""
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

# Whether a name is what a pattern says: the same, or beginning with what stands before its `*`. usage: matches NAME PATTERN
matches() {
  case $2 in
    *\*) [ "${1#"${2%\*}"}" != "$1" ] ;;
    *) [ "$1" = "$2" ] ;;
  esac
}

# Whether STEPS lets a step run. usage: wanted NAME
wanted() {
  local pattern patterns=() asked="" named=""
  if [ -z "${STEPS:-}" ]; then return; fi
  read -ra patterns <<<"$STEPS"
  for pattern in "${patterns[@]}"; do
    case $pattern in
      !*) if matches "$1" "${pattern#!}"; then return 1; fi ;;
      *)
        asked=yes
        if matches "$1" "$pattern"; then named=yes; fi
        ;;
    esac
  done
  [ "$asked" = "$named" ]
}

# Prints nothing; sets `outcome` to passed, skipped … or failed ….
run_stage() {
  local stage=$1 script name code failed="" skipped="" count=0
  for script in make/stages/"$stage"/*.sh; do
    [ -f "$script" ] || continue
    name=$(basename "$script" .sh)
    name=${name#[0-9][0-9]-}
    wanted "$name" || continue
    name="$stage/$name"
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
    outcome="skipped: the stage has no steps${STEPS:+ that match $STEPS}"
  else
    outcome=passed
  fi
}

for stage in "$@"; do
  outcome=""
  began=$SECONDS
  if [ "$stage" = publish ] && [ -n "$unpassed" ] && ! is_local_registry "$(setting REGISTRY)"; then
    outcome="skipped: nothing is published, these stages did not pass:$unpassed"
  else
    run_stage "$stage"
  fi
  summary+=("$(printf '%-18s %s' "$stage" "$outcome")")
  times="$times, $stage $((SECONDS - began)) s"
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
printf '%s\n' "${summary[@]}" "" "times: ${times#, }; $SECONDS s together"
exit "$verdict"
