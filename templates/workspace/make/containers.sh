# shellcheck shell=bash
# Container images: sourced by the steps of the stages `image` and `publish`.

# The first container engine that is there and answers.
container_engine() {
  local engine
  for engine in docker podman buildah; do
    if command -v "$engine" >/dev/null 2>&1 && "$engine" info >/dev/null 2>&1; then
      echo "$engine"
      return
    fi
  done
  return 1
}

# Dockerfiles of the services and of what stands beside them, one a line.
dockerfiles() {
  local file
  for file in services/*/Dockerfile */Dockerfile; do
    if [ -f "$file" ]; then echo "$file"; fi
  done
}

# sha-<commit>, or the tag in IMAGE_TAG; a checkout with changes says so.
image_tag() {
  local tag
  if [ -n "${IMAGE_TAG:-}" ]; then
    echo "$IMAGE_TAG"
    return
  fi
  tag=$(git rev-parse --short=12 HEAD 2>/dev/null || echo none)
  if [ -n "$(git status --porcelain 2>/dev/null)" ]; then tag="$tag-dirty"; fi
  echo "sha-$tag"
}

# <project>-<service>, or <project>-<process>, whose name no service has. usage: image_name DOCKERFILE
image_name() {
  local project folder file name
  project=$(sed -n 's/^name = "\(.*\)"$/\1/p' tools/localdev/project.toml)
  folder=$(dirname "$1")
  name=$(basename "$folder")
  for file in tools/localdev/processes/*.toml; do
    if [ -f "$file" ] && grep -q "^folder = \"$folder\"$" "$file"; then name=$(basename "$file" .toml); fi
  done
  echo "$project-$name"
}

# Services are built from the root, whose libraries they share; everything else from its own folder.
# usage: image_context DOCKERFILE
image_context() {
  case $1 in
    services/*) echo . ;;
    *) dirname "$1" ;;
  esac
}

# usage: build_image ENGINE DOCKERFILE IMAGE
build_image() {
  local context
  context=$(image_context "$2")
  case $1 in
    docker) DOCKER_BUILDKIT=1 docker build --quiet -f "$2" -t "$3" "$context" ;;
    podman) podman build --quiet --format docker -f "$2" -t "$3" "$context" ;;
    buildah) buildah bud --quiet --format docker -f "$2" -t "$3" "$context" ;;
  esac
}
