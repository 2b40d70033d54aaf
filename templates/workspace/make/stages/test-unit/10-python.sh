#!/usr/bin/env bash
# Unit tests: what needs no database and no network.
set -euo pipefail
exec bash make/pytest.sh unit
