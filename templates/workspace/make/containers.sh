# shellcheck shell=bash
# Container images: sourced after lib.sh by the steps of the stages `image` and `publish`.

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

# Dockerfiles of the services and of what stands beside them, one a line; with IMAGE=name the one of that image.
dockerfiles() {
  local file count=0
  for file in services/*/Dockerfile */Dockerfile; do
    if [ ! -f "$file" ]; then continue; fi
    if [ -n "${IMAGE:-}" ] && [ "$(image_name "$file")" != "$IMAGE" ]; then continue; fi
    count=$((count + 1))
    echo "$file"
  done
  if [ -n "${IMAGE:-}" ] && [ "$count" -eq 0 ]; then echo "there is no image $IMAGE" >&2; fi
}

# Where `make image` leaves an image as a file for `make publish` on another machine, with ARCHIVES=folder.
# usage: image_archive DOCKERFILE
image_archive() {
  echo "$ARCHIVES/$(image_name "$1").tar"
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

# Settings of pip for a build, in its own format; nothing where nothing is set. They reach the build as a secret: an
# index's address may hold credentials, and neither belongs into an image.
pip_settings() {
  local settings=""
  if [ -n "${UV_DEFAULT_INDEX:-}" ]; then settings="index-url = $UV_DEFAULT_INDEX"$'\n'; fi
  if [ -n "${UV_INDEX:-}" ]; then settings="${settings}extra-index-url = $UV_INDEX"$'\n'; fi
  if [ -n "${SSL_CERT_FILE:-}" ]; then settings="${settings}cert = /run/secrets/certificates"$'\n'; fi
  if [ -n "$settings" ]; then printf '[global]\n%s' "$settings"; fi
}

# The same for npm, whose own configuration counts where nothing else says anything.
npm_settings() {
  local registry="${NPM_CONFIG_REGISTRY:-}"
  if [ -z "$registry" ] && command -v npm >/dev/null 2>&1; then
    registry=$(npm config list 2>/dev/null | sed -n 's/^registry = "\(.*\)".*$/\1/p' | head -n 1)
  fi
  if [ -n "$registry" ]; then printf 'registry=%s\n' "$registry"; fi
  if [ -n "${SSL_CERT_FILE:-}" ]; then printf 'cafile=/run/secrets/certificates\n'; fi
}

# Whether the engine keeps build secrets. usage: keeps_secrets ENGINE
keeps_secrets() {
  [ "$1" != docker ] || docker buildx version >/dev/null 2>&1
}

# Builds an image behind the same proxy, index and certificates as everything else here.
# usage: build_image ENGINE DOCKERFILE IMAGE
build_image() {
  local engine=$1 name secrets context code=0 options=(--quiet -f "$2" -t "$3")
  context=$(image_context "$2")
  export_registries
  # Engines know these by themselves and leave them out of the image and its history.
  for name in HTTPS_PROXY HTTP_PROXY NO_PROXY; do
    if [ -n "${!name:-}" ]; then options+=(--build-arg "$name=${!name}"); fi
  done
  secrets=$(mktemp -d)
  pip_settings >"$secrets/pip"
  npm_settings >"$secrets/npm"
  for name in pip npm; do
    if [ -s "$secrets/$name" ]; then options+=(--secret "id=$name,src=$secrets/$name"); fi
  done
  if [ -n "${SSL_CERT_FILE:-}" ]; then options+=(--secret "id=certificates,src=$SSL_CERT_FILE"); fi
  if [[ ${options[*]} == *--secret* ]] && ! keeps_secrets "$engine"; then
    rm -rf "$secrets"
    echo "image: docker without buildx keeps no build secrets, and an index of packages or SSL_CERT_FILE is set; install buildx or podman" >&2
    return 1
  fi
  case $engine in
    docker) DOCKER_BUILDKIT=1 docker build "${options[@]}" "$context" || code=$? ;;
    podman) podman build --format docker "${options[@]}" "$context" || code=$? ;;
    buildah) buildah bud --format docker "${options[@]}" "$context" || code=$? ;;
  esac
  rm -rf "$secrets"
  return "$code"
}

# Size of an image, unpacked, with its unit. usage: image_size ENGINE IMAGE
image_size() {
  local bytes
  if [ "$1" = buildah ]; then
    buildah images --json "$2" | sed -n 's/.*"size": *"\([^"]*\)".*/\1/p'
  else
    bytes=$("$1" image inspect --format '{{.Size}}' "$2")
    echo "$((bytes / 1000000)) MB"
  fi
}

# usage: save_image ENGINE IMAGE FILE
save_image() {
  rm -f "$3"
  case $1 in
    buildah) buildah push --quiet "$2" "docker-archive:$3:$2" ;;
    *) "$1" save --output "$3" "$2" ;;
  esac
}

# The digest that a registry has under a name; nothing where it has nothing, or shows nothing before the first push.
# usage: registry_digest IMAGE
registry_digest() {
  local answer
  if answer=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$1" 2>&1 </dev/null); then
    printf '%s\n' "$answer" | tail -n 1
  elif ! is_missing "$answer"; then
    echo "$answer" >&2
    return 1
  fi
}

# Whether a registry's refusal means that the name is free. usage: is_missing WORDS
is_missing() {
  printf '%s' "$1" | grep -qiE 'not found|(name|manifest|repository)[ _]unknown|denied|forbidden|unauthorized'
}

# What an engine calls an image, whatever its name. usage: image_id ENGINE IMAGE
image_id() {
  case $1 in
    buildah) buildah inspect --type image --format '{{.FromImageID}}' "$2" ;;
    *) "$1" image inspect --format '{{.Id}}' "$2" ;;
  esac
}

# Fails when a registry has another image than that one under a name: what was signed and released stays what it was.
# usage: check_name_is_free ENGINE IMAGE NAME
check_name_is_free() {
  local engine=$1 image=$2 name=$3 answer options=(--quiet)
  if is_local_registry "$name" && [ "$engine" != docker ]; then options+=(--tls-verify=false); fi
  if answer=$("$engine" pull "${options[@]}" "$name" 2>&1 </dev/null); then
    [ "$(image_id "$engine" "$name")" = "$(image_id "$engine" "$image")" ] && return
    echo "publish: $name is another image already; run the failed jobs again rather than all of them, or publish a new commit" >&2
    return 1
  fi
  is_missing "$answer" && return
  echo "publish: what is $name? $answer" >&2
  return 1
}

# Pushes and prints the digest that the registry knows it by. A registry of this machine may speak plain HTTP.
# usage: push_image ENGINE IMAGE
push_image() {
  local engine=$1 image=$2 file digest="" options=()
  file=$(mktemp)
  if is_local_registry "$image" && [ "$engine" != docker ]; then options=(--tls-verify=false); fi
  case $engine in
    docker)
      docker push "$image" >"$file"
      digest=$(sed -n 's/.*digest: \(sha256:[0-9a-f]*\).*/\1/p' "$file")
      if [ -z "$digest" ]; then digest=$(docker image inspect --format '{{index .RepoDigests 0}}' "$image" | sed 's/.*@//'); fi
      ;;
    *)
      "$engine" push --quiet ${options[@]+"${options[@]}"} --digestfile "$file" "$image" >&2
      digest=$(cat "$file")
      ;;
  esac
  rm -f "$file"
  [ -n "$digest" ] && printf '%s' "$digest"
}
