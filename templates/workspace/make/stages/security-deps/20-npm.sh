#!/usr/bin/env bash
# Node packages of every package-lock.json, against the advisory database in ADVISORY_DB.
set -euo pipefail
. make/lib.sh

database=$(setting ADVISORY_DB)
[ -n "$database" ] || skip "no advisory database: set ADVISORY_DB to a folder of OSV JSON files"
failed=0
while IFS= read -r folder; do
  python -m localdev.advisories "$database" npm "$folder/package-lock.json" || failed=1
done < <(echo . && node_packages)
exit "$failed"
