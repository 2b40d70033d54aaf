#!/usr/bin/env bash
# Python: mistakes and style.
set -euo pipefail
exec ruff check .
