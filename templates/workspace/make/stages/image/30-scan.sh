#!/usr/bin/env bash
# Known vulnerabilities in every image: a high or critical one that is mended upstream fails the stage. grype or trivy,
# whichever is there; GRYPE may say where grype is.
set -euo pipefail
. make/lib.sh
. make/containers.sh

engine=$(container_engine) || skip "no container engine: docker, podman and buildah are missing"
grype=${GRYPE:-$(command -v grype || true)}
trivy=$(command -v trivy || true)
[ -n "$grype$trivy" ] || skip "no image scanner: grype and trivy are not installed"
tag=$(image_tag)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
count=0
while IFS= read -r dockerfile; do
  image=$(image_name "$dockerfile"):$tag
  save_image "$engine" "$image" "$scratch/image.tar" </dev/null
  echo "$image"
  if [ -n "$grype" ]; then
    "$grype" --only-fixed --fail-on high "docker-archive:$scratch/image.tar" </dev/null || failed=1
  else
    "$trivy" image --ignore-unfixed --severity HIGH,CRITICAL --exit-code 1 --input "$scratch/image.tar" </dev/null || failed=1
  fi
  count=$((count + 1))
done < <(dockerfiles)
[ "$count" -gt 0 ] && [ "$failed" -eq 0 ]
