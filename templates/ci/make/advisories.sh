#!/usr/bin/env bash
# Fetches the advisories about Python and npm packages, as the archives that OSV publishes, into ADVISORY_DB or
# .local/advisories. ADVISORY_SOURCE may name a mirror of them.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=make/lib.sh
. make/lib.sh

source=${ADVISORY_SOURCE:-https://osv-vulnerabilities.storage.googleapis.com}
folder=$(setting ADVISORY_DB)
folder=${folder:-.local/advisories}
mkdir -p "$folder"
export_registries
for ecosystem in PyPI npm; do
  part=$folder/$ecosystem.part
  curl --fail --silent --show-error --location --retry 3 --output "$part" "$source/$ecosystem/all.zip"
  mv "$part" "$folder/$ecosystem.zip"
  echo "advisories: $folder/$ecosystem.zip, $(wc -c <"$folder/$ecosystem.zip" | tr -d ' ') bytes"
done
