#!/usr/bin/env bash
# A container image of every service and of what stands beside them, tagged with the commit; with ARCHIVES=folder each as
# a file as well. Says how large each is.
set -euo pipefail
. make/lib.sh
. make/containers.sh

engine=$(container_engine) || skip "no container engine: docker, podman and buildah are missing"
tag=$(image_tag)
count=0
while IFS= read -r dockerfile; do
  image=$(image_name "$dockerfile"):$tag
  build_image "$engine" "$dockerfile" "$image" </dev/null
  echo "$image with $engine: $(image_size "$engine" "$image")"
  if [ -n "${ARCHIVES:-}" ]; then
    mkdir -p "$ARCHIVES"
    save_image "$engine" "$image" "$(image_archive "$dockerfile")"
  fi
  count=$((count + 1))
done < <(dockerfiles)
[ "$count" -gt 0 ]
