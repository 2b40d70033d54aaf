#!/usr/bin/env bash
# Every image that was built, run the way a restricted pod would: see make/smoke.sh. A service answers with made-up data;
# what stands beside the services is given them all, a database and an issuer.
set -euo pipefail
. make/lib.sh
. make/containers.sh

engine=$(container_engine) || skip "no container engine: docker, podman and buildah are missing"
[ "$engine" != buildah ] || skip "buildah runs no containers: docker and podman are missing"
tag=$(image_tag)
failed=0
count=0
while IFS= read -r dockerfile; do
  image=$(image_name "$dockerfile"):$tag
  folder=$(dirname "$dockerfile")
  case $dockerfile in
    services/*) bash make/smoke.sh "$engine" "$image" MOCK=1 "SERVICE=$(basename "$folder")" </dev/null || failed=1 ;;
    *)
      [ "$(uname)" = Linux ] || skip "$image needs its services beside it, which a container reaches on Linux only"
      python -m localdev with-stack bash make/smoke.sh "$engine" "$image" </dev/null || failed=1
      ;;
  esac
  count=$((count + 1))
done < <(dockerfiles)
echo "$count images"
[ "$count" -gt 0 ] && [ "$failed" -eq 0 ]
