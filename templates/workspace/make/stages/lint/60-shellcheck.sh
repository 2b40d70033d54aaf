#!/usr/bin/env bash
# Shell scripts.
set -euo pipefail
. make/lib.sh

[ -x .venv/bin/shellcheck ] || skip "shellcheck is not installed"
files=()
while IFS= read -r file; do files+=("$file"); done < <(
  find . \( -name node_modules -o -name .next -o -name .venv -o -name .git -o -name .local \) -prune -o -name '*.sh' -print | sort
)
echo "${#files[@]} scripts"
exec shellcheck "${files[@]}"
