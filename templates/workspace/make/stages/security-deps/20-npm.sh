#!/usr/bin/env bash
# Node packages of every package-lock.json, against the advisory database in ADVISORY_DB (a folder of OSV files).
set -euo pipefail
. make/lib.sh

database=$(setting ADVISORY_DB)
[ -n "$database" ] || skip "no advisory database: set ADVISORY_DB to a folder of OSV files, which make advisories fetches"
locks=(package-lock.json)
while IFS= read -r folder; do locks+=("$folder/package-lock.json"); done < <(node_packages)
exec python -m localdev.advisories "$database" npm "${locks[@]}"
