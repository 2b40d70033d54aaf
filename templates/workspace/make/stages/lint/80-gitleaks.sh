#!/usr/bin/env bash
# Secrets in what git tracks, its history included.
set -euo pipefail
. make/lib.sh

command -v gitleaks >/dev/null 2>&1 || skip "gitleaks is not installed; make tools builds it"
if git rev-parse --verify --quiet HEAD >/dev/null 2>&1; then
  exec gitleaks git --no-banner --redact .
fi
exec gitleaks dir --no-banner --redact .
