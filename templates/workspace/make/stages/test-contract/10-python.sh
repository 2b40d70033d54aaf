#!/usr/bin/env bash
# Contract tests: what services serve, against their documents.
set -euo pipefail
exec python -m localdev with-postgres bash make/pytest.sh contract
