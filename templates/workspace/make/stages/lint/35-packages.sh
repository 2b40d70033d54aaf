#!/usr/bin/env bash
# Python: what is installed is what every package of this repository asks for.
set -euo pipefail
exec uv pip check --python .venv/bin/python
