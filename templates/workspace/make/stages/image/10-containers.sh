#!/usr/bin/env bash
# A container image of every service and of what stands beside them, tagged with the commit.
set -euo pipefail
. make/lib.sh
. make/containers.sh

engine=$(container_engine) || skip "no container engine: docker, podman and buildah are missing"
tag=$(image_tag)
while IFS= read -r dockerfile; do
  image=$(image_name "$dockerfile"):$tag
  echo "$image with $engine"
  build_image "$engine" "$dockerfile" "$image"
done < <(dockerfiles)
