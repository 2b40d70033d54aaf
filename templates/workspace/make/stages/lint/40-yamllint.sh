#!/usr/bin/env bash
# YAML.
set -euo pipefail
exec yamllint --strict .
