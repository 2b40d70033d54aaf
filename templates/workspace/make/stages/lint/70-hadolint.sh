#!/usr/bin/env bash
# Dockerfiles.
set -euo pipefail
. make/lib.sh

[ -x .venv/bin/hadolint ] || skip "hadolint is not installed"
files=()
while IFS= read -r file; do files+=("$file"); done < <(
  find . \( -name node_modules -o -name .next -o -name .venv -o -name .git -o -name .local \) -prune -o -name Dockerfile -print | sort
)
if [ "${#files[@]}" -eq 0 ]; then exit 0; fi
echo "${#files[@]} Dockerfiles"
exec hadolint "${files[@]}"
