#!/usr/bin/env bash
# Pushes the images that `make image` built to REGISTRY.
set -euo pipefail
. make/lib.sh
. make/containers.sh

registry=$(setting REGISTRY)
[ -n "$registry" ] || skip "no registry: set REGISTRY to registry.example.com/team"
engine=$(container_engine) || skip "no container engine: docker, podman and buildah are missing"
tag=$(image_tag)
while IFS= read -r dockerfile; do
  image=$(image_name "$dockerfile"):$tag
  echo "$registry/$image with $engine"
  "$engine" tag "$image" "$registry/$image"
  "$engine" push "$registry/$image"
done < <(dockerfiles)
