#!/usr/bin/env bash
# Markdown.
set -euo pipefail
. make/lib.sh

command -v node >/dev/null 2>&1 || skip "markdownlint-cli2 needs node, which is not installed"
[ -x node_modules/.bin/markdownlint-cli2 ] || skip "markdownlint-cli2 is not installed: npm was missing at make setup"
exec node_modules/.bin/markdownlint-cli2
