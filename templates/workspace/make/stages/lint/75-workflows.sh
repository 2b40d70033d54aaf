#!/usr/bin/env bash
# Workflows: what they say, with the scripts in them (actionlint), and what they let happen (zizmor).
set -euo pipefail
. make/lib.sh

files=(.github/workflows/*.yml)
[ -f "${files[0]}" ] || exit 0
echo "${#files[@]} workflows"
zizmor --offline --no-progress .github
command -v actionlint >/dev/null 2>&1 || skip "actionlint is not installed; make tools builds it"
exec actionlint "${files[@]}"
