#!/usr/bin/env bash
# Pushes the images that `make image` built, here or, with ARCHIVES=folder, on another machine, to REGISTRY. What was
# pushed is listed in dist/published.txt: one `name@digest` a line. A tag that another image has is left alone.
set -euo pipefail
. make/lib.sh
. make/containers.sh

registry=$(setting REGISTRY)
[ -n "$registry" ] || skip "no registry: set REGISTRY to registry.example.com/team"
# Names in a registry are in small letters, whoever owns it.
registry=$(printf '%s' "$registry" | tr '[:upper:]' '[:lower:]')
engine=$(container_engine) || skip "no container engine: docker, podman and buildah are missing"
tag=$(image_tag)
case $tag in
  *-dirty | sha-none)
    echo "publish: $tag names no commit; commit what has changed, and make image and make publish again" >&2
    exit 1
    ;;
esac
mkdir -p dist
: >dist/published.txt
while IFS= read -r dockerfile; do
  name=$(image_name "$dockerfile")
  if [ -n "${ARCHIVES:-}" ]; then "$engine" load --quiet --input "$(image_archive "$dockerfile")" </dev/null; fi
  check_name_is_free "$engine" "$name:$tag" "$registry/$name:$tag"
  "$engine" tag "$name:$tag" "$registry/$name:$tag"
  digest=$(push_image "$engine" "$registry/$name:$tag" </dev/null)
  echo "$registry/$name@$digest is $tag, pushed with $engine"
  echo "$registry/$name@$digest" >>dist/published.txt
  if [ -n "${GITHUB_OUTPUT:-}" ]; then printf 'name=%s\ndigest=%s\n' "$registry/$name" "$digest" >>"$GITHUB_OUTPUT"; fi
done < <(dockerfiles)
[ -s dist/published.txt ]
