# shellcheck shell=bash
# Shared by the scripts of make/: sourced, never run.

# Exit code of a step that could not run because something is not there.
readonly EXIT_SKIPPED=75

# Ends the step as skipped, with the reason.
skip() {
  echo "skipped: $*" >&2
  exit "$EXIT_SKIPPED"
}

# Value of a setting: the environment, else .env as localdev reads it, else nothing. usage: setting NAME
setting() {
  local value="${!1:-}"
  if [ -z "$value" ] && [ -f .env ]; then
    value=$(PYTHONPATH=tools/localdev/src .venv/bin/python -S -m localdev.dotenv "$1")
  fi
  printf '%s' "$value"
}

# Whether a registry is one of this machine: what goes there is not published. usage: is_local_registry REGISTRY
is_local_registry() {
  case $1 in
    localhost:* | localhost/* | 127.0.0.1:* | 127.0.0.1/*) return 0 ;;
    *) return 1 ;;
  esac
}

# Folders of the Python packages, one a line.
packages() {
  local file
  for file in libs/*/pyproject.toml tools/*/pyproject.toml services/*/pyproject.toml; do
    if [ -f "$file" ]; then dirname "$file"; fi
  done
}

# The settings that narrow a run of the tests down, for people; nothing when everything runs.
narrowed() {
  local words=""
  if [ -n "${SERVICE:-}" ]; then words="SERVICE=$SERVICE"; fi
  if [ -n "${ARGS:-}" ]; then words="${words:+$words }ARGS=$ARGS"; fi
  printf '%s' "$words"
}

# Folders of the Node packages that have a lock of their own, one a line.
node_packages() {
  local file
  for file in */package-lock.json; do
    if [ -f "$file" ]; then dirname "$file"; fi
  done
}

# Goes to a Node package, or ends the step as skipped. usage: enter_node_package FOLDER
enter_node_package() {
  [ -d "$1/node_modules" ] || skip "$1/node_modules is not there: npm was missing at make setup"
  cd "$1" || exit
  export PATH="$PWD/node_modules/.bin:$PATH"
}

# Where packages come from and which certificates are trusted: the one place that says so. Each setting may stand in
# the environment or in .env; pip's own configuration counts where neither says anything.
export_registries() {
  local name value
  for name in PIP_INDEX_URL NPM_CONFIG_REGISTRY HTTPS_PROXY HTTP_PROXY NO_PROXY SSL_CERT_FILE; do
    value=$(setting "$name")
    if [ -n "$value" ]; then export "$name=$value"; fi
  done
  if [ -n "${SSL_CERT_FILE:-}" ]; then
    export PIP_CERT="${PIP_CERT:-$SSL_CERT_FILE}" NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$SSL_CERT_FILE}"
    export REQUESTS_CA_BUNDLE="${REQUESTS_CA_BUNDLE:-$SSL_CERT_FILE}"
  fi
  pip_to_uv UV_DEFAULT_INDEX PIP_INDEX_URL global.index-url
  pip_to_uv UV_INDEX PIP_EXTRA_INDEX_URL global.extra-index-url
  pip_to_uv UV_FIND_LINKS PIP_FIND_LINKS global.find-links
}

# Gives uv what pip is told. usage: pip_to_uv UV_NAME PIP_NAME PIP_CONFIG_KEY
pip_to_uv() {
  local value="${!1:-}"
  if [ -z "$value" ]; then value="${!2:-}"; fi
  if [ -z "$value" ] && [ -x .venv/bin/python ]; then
    value=$(.venv/bin/python -m pip config get "$3" 2>/dev/null || true)
  fi
  if [ -n "$value" ]; then export "$1=$value"; fi
}
