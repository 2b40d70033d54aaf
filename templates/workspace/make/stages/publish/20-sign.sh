#!/usr/bin/env bash
# Signs every image that was pushed, and attests its bill of materials, with the identity of the pipeline: cosign, keyless.
set -euo pipefail
. make/lib.sh

[ -s dist/published.txt ] || skip "nothing was pushed"
command -v cosign >/dev/null 2>&1 || skip "cosign is not installed: nothing is signed"
[ -n "${ACTIONS_ID_TOKEN_REQUEST_URL:-}${SIGSTORE_ID_TOKEN:-}" ] || skip "no identity to sign with: only the pipeline has one"
while IFS= read -r image; do
  name=${image##*/}
  name=${name%@*}
  cosign sign --yes "$image"
  cosign attest --yes --type cyclonedx --predicate "dist/sbom/$name.cdx.json" "$image"
  echo "$image: signed, with its bill of materials"
done <dist/published.txt
