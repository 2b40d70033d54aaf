#!/usr/bin/env bash
# Python packages of the locks, against the advisory database in ADVISORY_DB (a folder of OSV files).
set -euo pipefail
. make/lib.sh

database=$(setting ADVISORY_DB)
[ -n "$database" ] || skip "no advisory database: set ADVISORY_DB to a folder of OSV files, which make advisories fetches"
exec python -m localdev.advisories "$database" PyPI requirements/dev.txt requirements/uv.txt
