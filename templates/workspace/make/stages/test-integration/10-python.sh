#!/usr/bin/env bash
# Integration tests and Gherkin features, on a real PostgreSQL that is started for them.
set -euo pipefail
exec python -m localdev with-postgres bash make/pytest.sh integration
