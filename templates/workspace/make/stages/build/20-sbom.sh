#!/usr/bin/env bash
# A bill of materials (CycloneDX) of every image, from the locks, into dist/sbom/.
set -euo pipefail
. make/lib.sh
. make/containers.sh

rm -rf dist/sbom
mkdir -p dist/sbom
count=0
while IFS= read -r dockerfile; do
  folder=$(dirname "$dockerfile")
  bill=dist/sbom/$(image_name "$dockerfile").cdx.json
  if [ -f "$folder/package-lock.json" ]; then
    command -v npm >/dev/null 2>&1 || skip "npm is not installed: no bill of materials of $folder"
    (cd "$folder" && npm sbom --package-lock-only --omit dev --sbom-format cyclonedx --sbom-type application) >"$bill"
  else
    cyclonedx-py requirements requirements/runtime.txt --pyproject "$folder/pyproject.toml" --output-reproducible \
      --mc-type application --of JSON -o "$bill"
  fi
  python -c '
import json, sys
from pathlib import Path
bill = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
count = len(bill.get("components", []))
print(f"{sys.argv[1]}: {count} components")
sys.exit(not count)' "$bill"
  count=$((count + 1))
done < <(dockerfiles)
echo "$count bills of materials in dist/sbom/"
