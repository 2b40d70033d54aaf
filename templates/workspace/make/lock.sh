#!/usr/bin/env bash
# Writes the locks anew: requirements/*.txt from requirements/*.in and the ranges of libs/servicekit, package-lock.json
# from package.json. Locked versions stay where they still fit. Needs the registries. usage: lock.sh [upgrade [PACKAGE]]
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=make/lib.sh
. make/lib.sh

mode=${1:-}
package=${2:-}
newest=()
if [ "$mode" = upgrade ]; then newest=(--upgrade); fi
if [ -n "$package" ]; then newest=(--upgrade-package "$package"); fi

# usage: lock_python NAME [SOURCE…]
lock_python() {
  local name=$1
  shift
  (cd requirements && ../.venv/bin/uv pip compile "$@" "$name.in" -o "$name.txt" ${newest[@]+"${newest[@]}"} --universal \
    --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet)
  echo "lock: requirements/$name.txt"
}

lock_node() {
  if ! command -v npm >/dev/null 2>&1; then return; fi
  local folder command=install options=(--package-lock-only --no-audit --no-fund --loglevel=error)
  if [ "$mode" = upgrade ]; then command=update; fi
  for folder in . $(node_packages); do
    (cd "$folder" && npm "$command" ${package:+"$package"} "${options[@]}")
    echo "lock: $folder/package-lock.json"
  done
}

export_registries
# What the services share is asked for in one place, with its ranges: the library that needs it.
lock_python runtime ../libs/servicekit/pyproject.toml
lock_python dev ../libs/servicekit/pyproject.toml
lock_python uv
lock_node
