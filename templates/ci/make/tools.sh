#!/usr/bin/env bash
# Builds the tools of make/tools.txt into .local/tools/bin, where the stages find them. Quick when they are there.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=make/lib.sh
. make/lib.sh

readonly FOLDER=$PWD/.local/tools
mkdir -p "$FOLDER/bin"
if [ -f "$FOLDER/built.txt" ] && cmp -s make/tools.txt "$FOLDER/built.txt"; then
  echo "tools: up to date"
  exit 0
fi
command -v go >/dev/null 2>&1 || {
  echo "tools: Go is not installed; install it, or put these on the PATH yourself:" >&2
  grep -v '^#' make/tools.txt >&2
  exit 1
}
export_registries
while read -r package version; do
  case $package in '' | '#'*) continue ;; esac
  echo "tools: $package $version"
  GOBIN="$FOLDER/bin" CGO_ENABLED=0 go install -trimpath "$package@$version"
done <make/tools.txt
cp make/tools.txt "$FOLDER/built.txt"
