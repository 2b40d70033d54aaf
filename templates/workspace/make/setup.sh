#!/usr/bin/env bash
# Installs everything from package registries and makes .env. Quick when nothing has changed.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=make/lib.sh
. make/lib.sh

readonly VENV=.venv
mkdir -p .local

# A checksum of the inputs, kept beside what was installed from them. usage: unchanged STAMP INPUT…
digest() { cat "$@" | cksum; }
unchanged() {
  local stamp=$1
  shift
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(digest "$@")" ]
}

# The Python of the images (.python-version) where it is there, else any that will do: a version manager that lacks
# that one answers under no other name, so its own folder is looked into last.
find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} "python$(cat .python-version)" python3 python3.14 python3.13 python3.12 python3.11 \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      command -v "$candidate"
      return
    fi
    if [ "$candidate" = "${PYTHON:-}" ]; then
      echo "setup: PYTHON=$PYTHON is not a Python of 3.11 or newer" >&2
      return 1
    fi
  done
  echo "setup: no Python of 3.11 or newer found; install one, or say where it is: make setup PYTHON=/path/to/python3" >&2
  return 1
}

make_environment() {
  if [ -x "$VENV/bin/python" ] && "$VENV/bin/python" -c 'import pip' 2>/dev/null; then return; fi
  echo "setup: $VENV with $("$1" --version)"
  rm -rf "$VENV" .local/*.cksum
  "$1" -m venv "$VENV" || {
    echo "setup: $1 cannot make a virtual environment; on Debian and Ubuntu install python3-venv" >&2
    exit 1
  }
}

install_locked() {
  local stamp=.local/python.cksum
  if unchanged "$stamp" requirements/uv.txt requirements/dev.txt; then return; fi
  echo "setup: packages of requirements/dev.txt"
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/uv.txt
  "$VENV/bin/uv" pip install --quiet --python "$VENV/bin/python" --require-hashes -r requirements/dev.txt
  digest requirements/uv.txt requirements/dev.txt >"$stamp"
}

install_workspace() {
  local stamp=.local/workspace.cksum folder arguments=() files=()
  while IFS= read -r folder; do
    arguments+=(-e "./$folder")
    files+=("$folder/pyproject.toml")
  done < <(packages)
  if unchanged "$stamp" "${files[@]}"; then return; fi
  echo "setup: packages of this repository"
  "$VENV/bin/uv" pip install --quiet --python "$VENV/bin/python" --no-deps --no-build-isolation --offline "${arguments[@]}"
  digest "${files[@]}" >"$stamp"
}

install_node() {
  local folder
  if ! command -v npm >/dev/null 2>&1; then
    echo "setup: npm is not installed; what needs Node will be skipped: the Markdown linter $(node_packages | tr '\n' ' ')"
    return
  fi
  install_node_package .
  while IFS= read -r folder; do install_node_package "$folder"; done < <(node_packages)
}

# usage: install_node_package FOLDER
install_node_package() {
  local folder=${1#.} stamp
  stamp=.local/node${folder:+-$folder}.cksum
  folder=${folder:+$folder/}
  if [ -d "${folder}node_modules" ] && unchanged "$stamp" "${folder}package-lock.json"; then return; fi
  echo "setup: packages of ${folder}package-lock.json"
  (cd "$1" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
  digest "${folder}package-lock.json" >"$stamp"
}

python=$(find_python)
PYTHONPATH=tools/localdev/src "$python" -m localdev.dotenv
make_environment "$python"
export_registries
install_locked
install_workspace
install_node
touch .local/setup.stamp
echo "setup: done"
