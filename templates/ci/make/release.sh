#!/usr/bin/env bash
# Releases. usage: release.sh next|changelog|publish
#
# next       the version that the commits since the last release ask for: breaking → major, feat → minor, else patch
# changelog  what is under Unreleased in CHANGELOG.md, or else the commits, becomes the section of VERSION
# publish    the images that main published for this commit get the tag v<VERSION>, after their signature was verified;
#            a tag that another image has already is left alone
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=make/lib.sh
. make/lib.sh
# shellcheck source=make/containers.sh
. make/containers.sh

readonly SEMVER='^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$'

fail() {
  echo "release: $*" >&2
  exit 1
}

last_tag() {
  git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null || true
}

# Subjects, and marks of breaking changes in the text below them, since the last release.
subjects() {
  local tag
  tag=$(last_tag)
  git log --no-merges --format="$1" "${tag:+$tag..}HEAD" --
}

next_version() {
  local tag major minor patch
  tag=$(last_tag)
  if [ -z "$tag" ]; then
    sed -n 's/^## \[\{0,1\}\([0-9][0-9.]*\).*/\1/p' CHANGELOG.md | head -n 1 | grep . || echo 0.1.0
    return
  fi
  IFS=. read -r major minor patch <<<"${tag#v}"
  patch=${patch%%-*}
  # grep reads to the end: git would take a pipe that closes early for a failure.
  if subjects '%s%n%b' | grep -E '^([a-z]+(\([^)]*\))?!: |BREAKING[ -]CHANGE: )' >/dev/null; then
    echo "$((major + 1)).0.0"
  elif subjects '%s' | grep -E '^feat(\([^)]*\))?: ' >/dev/null; then
    echo "$major.$((minor + 1)).0"
  else
    echo "$major.$minor.$((patch + 1))"
  fi
}

# The commits as a changelog has them.
from_commits() {
  local kind title lines
  while IFS='|' read -r kind title; do
    lines=$(subjects '%s' | sed -n -E "s/^$kind(\\([^)]*\\))?!?: (.*)/- \\2/p")
    if [ -n "$lines" ]; then printf '### %s\n\n%s\n\n' "$title" "$lines"; fi
  done <<<$'feat|Added\nfix|Fixed\nperf|Changed'
}

# The lines below a heading, up to the next one of its kind. usage: section HEADING
section() {
  awk -v heading="$1" '
    /^## / { inside = (index($0, heading) == 4 || index($0, "[" heading "]") == 4); next }
    inside { print }' CHANGELOG.md | sed -e '/./,$!d'
}

write_changelog() {
  local version=$1 body
  if [ -n "$(section "$version")" ]; then fail "CHANGELOG.md has a section $version"; fi
  body=$(section Unreleased)
  if [ -z "$body" ]; then body=$(from_commits); fi
  [ -n "$body" ] || fail "nothing is under Unreleased, and no commit since $(last_tag) is a feature or a fix"
  CHANGES=$body awk -v heading="## [$version] - $(date -u +%Y-%m-%d)" '
    function release() { print heading "\n\n" ENVIRON["CHANGES"] "\n"; done = 1 }
    /^## / && !done && /Unreleased/ { print "## [Unreleased]\n"; release(); skipping = 1; next }
    /^## / { if (!done) { print "## [Unreleased]\n"; release() } skipping = 0 }
    !skipping { print }
    END { if (!done) { print "\n## [Unreleased]\n"; release() } }' CHANGELOG.md >CHANGELOG.md.part
  mv CHANGELOG.md.part CHANGELOG.md
  echo "release: CHANGELOG.md has a section $version"
}

# Gives the image with that digest the tag, and looks whether it has it: signature and bill of materials belong to a
# digest. usage: add_tag NAME DIGEST TAG
add_tag() {
  local name=$1 digest=$2 tag=$3 there
  there=$(registry_digest "$name:$tag")
  if [ -z "$there" ]; then
    # Without the option one image becomes an index of one image, with a digest that nobody signed.
    docker buildx imagetools create --prefer-index=false --tag "$name:$tag" "$name@$digest" </dev/null
    there=$(registry_digest "$name:$tag")
  fi
  [ "$there" = "$digest" ] || fail "$name:$tag is ${there:-nothing}, not $digest, which was signed"
}

# usage: publish VERSION
publish() {
  local version=$1 registry tag dockerfile name digest
  registry=$(setting REGISTRY | tr '[:upper:]' '[:lower:]')
  [ -n "$registry" ] || fail "no registry: set REGISTRY"
  git merge-base --is-ancestor HEAD "${MAIN:-origin/main}" || fail "this commit is not on ${MAIN:-origin/main}"
  mkdir -p dist
  rm -f dist/released.txt
  section "$version" >dist/notes.md
  [ -s dist/notes.md ] || fail "CHANGELOG.md has no section $version; make changelog VERSION=$version writes it"
  tag=$(image_tag)
  while IFS= read -r dockerfile; do
    name=$registry/$(image_name "$dockerfile")
    digest=$(registry_digest "$name:$tag")
    [ -n "$digest" ] || fail "$name:$tag is not in the registry: main has not published this commit"
    cosign verify --certificate-identity "${SIGNER:?the identity that signs images}" \
      --certificate-oidc-issuer https://token.actions.githubusercontent.com "$name@$digest" </dev/null >/dev/null
    add_tag "$name" "$digest" "v$version"
    echo "$name@$digest is v$version" | tee -a dist/released.txt
  done < <(dockerfiles)
  if [ -n "${GH_TOKEN:-}" ]; then
    gh release create "v$version" --verify-tag --title "v$version" --notes-file dist/notes.md dist/released.txt
  fi
}

version=${VERSION:-}
version=${version#v}
case ${1:-} in
  next) next_version ;;
  changelog)
    version=${version:-$(next_version)}
    [[ $version =~ $SEMVER ]] || fail "VERSION=$version is no version such as 1.2.3"
    write_changelog "$version"
    ;;
  publish)
    [[ $version =~ $SEMVER ]] || fail "VERSION=$version is no version such as 1.2.3"
    publish "$version"
    ;;
  *) fail "usage: release.sh next|changelog|publish" ;;
esac
