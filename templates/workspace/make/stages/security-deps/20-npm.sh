#!/usr/bin/env bash
# Node packages of package-lock.json, against the advisory database in ADVISORY_DB.
set -euo pipefail
. make/lib.sh

database=$(setting ADVISORY_DB)
[ -n "$database" ] || skip "no advisory database: set ADVISORY_DB to a folder of OSV JSON files"
exec python -m localdev.advisories "$database" npm package-lock.json
