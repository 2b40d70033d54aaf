#!/usr/bin/env bash
# Builds the web app where it has to be, runs it beside the services and draws every page.
set -euo pipefail
. make/lib.sh

enter_node_package web
CHROMIUM_PATH=${CHROMIUM_PATH:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$CHROMIUM_PATH" ] || skip "there is no Chromium: install one, or say where it is in CHROMIUM_PATH"
export CHROMIUM_PATH
bash scripts/ensure-built.sh
cd ..
export CONTACT_SHEET="$PWD/.local/contact-sheet"
.venv/bin/python -m localdev with-stack bash -c "cd web && vitest run --config vitest.browser.config.ts contact-sheet"
echo "drawn: $CONTACT_SHEET/index.html"
