#!/usr/bin/env bash
# Python: formatting.
set -euo pipefail
exec ruff format --check .
