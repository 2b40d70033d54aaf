#!/usr/bin/env bash
# Pushes the images that `make image` built to REGISTRY.
set -euo pipefail
. make/lib.sh
. make/containers.sh

registry=$(setting REGISTRY)
[ -n "$registry" ] || skip "no registry: set REGISTRY to registry.example.com/team"
engine=$(container_engine) || skip "no container engine: docker, podman and buildah are missing"
tag=$(image_tag)
case $tag in
  *-dirty | sha-none)
    echo "publish: $tag names no commit; commit what has changed, and make image and make publish again" >&2
    exit 1
    ;;
esac
while IFS= read -r dockerfile; do
  image=$(image_name "$dockerfile"):$tag
  echo "$registry/$image with $engine"
  "$engine" tag "$image" "$registry/$image"
  "$engine" push "$registry/$image"
done < <(dockerfiles)
