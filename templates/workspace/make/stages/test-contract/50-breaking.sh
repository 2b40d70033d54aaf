#!/usr/bin/env bash
# No document breaks those who use it: each service's is compared with the last release's, or, before the first one, with
# main's; CONTRACT_BASE names another commit. A break is declared by a higher first number of the document's version.
set -euo pipefail
. make/lib.sh

command -v oasdiff >/dev/null 2>&1 || skip "oasdiff is not installed; make tools builds it"
base=${CONTRACT_BASE:-}
if [ -z "$base" ]; then base=$(git describe --tags --abbrev=0 --match 'v[0-9]*' HEAD^ 2>/dev/null || true); fi
if [ -z "$base" ]; then base=$(git merge-base HEAD origin/main 2>/dev/null || true); fi
if [ -z "$base" ]; then base=$(git rev-parse --verify --quiet HEAD || true); fi
[ -n "$base" ] || skip "there is no commit to compare the documents with"
old=$(mktemp)
trap 'rm -f "$old"' EXIT

# First number of a document's version. usage: major FILE
major() {
  python -c '
import json, sys
print(json.load(open(sys.argv[1], encoding="utf-8"))["info"]["version"].lstrip("v").partition(".")[0])' "$1"
}

failed=0
count=0
for document in services/*/src/*/openapi.json; do
  count=$((count + 1))
  if ! git show "$base:$document" >"$old" 2>/dev/null; then
    echo "$document: new since $base"
  elif [ "$(major "$old")" != "$(major "$document")" ]; then
    echo "$document: a break is declared, version $(major "$old") became $(major "$document")"
  else
    echo "$document against $base"
    oasdiff breaking "$old" "$document" --fail-on ERR || failed=1
  fi
done
echo "$count documents"
[ "$count" -gt 0 ] && [ "$failed" -eq 0 ]
