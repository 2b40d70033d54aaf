#!/usr/bin/env bash
# Puts the tools of make/tools.txt, or those of them that TOOLS names, into .local/tools/bin, where the stages find them. Quick
# when they are there. Each is built in its own module, so that the digests of everything in it are the ones its makers recorded.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=make/lib.sh
. make/lib.sh

readonly FOLDER=$PWD/.local/tools
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
  echo "tools: $*" >&2
  exit 1
}

# usage: build NAME PACKAGE VERSION
build() {
  local module=${2%%/cmd/*} source
  command -v go >/dev/null 2>&1 || fail "Go is not installed; install it, or put $2 $3 on the PATH yourself"
  source=$(cd "$scratch" && go mod download -json "$module@$3" | sed -n 's/^.*"Dir": "\(.*\)",*$/\1/p')
  cp -R "$source" "$scratch/$1"
  chmod -R u+w "$scratch/$1"
  (cd "$scratch/$1" && CGO_ENABLED=0 GOWORK=off go build -trimpath -o "$FOLDER/bin/$1" ".${2#"$module"}")
}

update_lists() {
  if [ "$(id -u)" -eq 0 ]; then apt-get update -qq; else sudo -n apt-get update -qq; fi
}

# One program out of a package of Debian or Ubuntu, without what the package starts and depends on. usage: unpack NAME PACKAGE
unpack() {
  command -v apt-get >/dev/null 2>&1 || fail "there is no apt-get; put $1 on the PATH yourself"
  mkdir "$scratch/$1"
  cd "$scratch/$1"
  # The lists of a fresh machine are empty, or name what is gone.
  apt-get download -qq "$2" || { update_lists && apt-get download -qq "$2"; }
  dpkg-deb -x ./*.deb .
  cp "usr/bin/$1" "$FOLDER/bin/"
  cd - >/dev/null
}

# usage: wanted NAME
wanted() {
  case " ${TOOLS:-$1} " in *" $1 "*) ;; *) return 1 ;; esac
}

mkdir -p "$FOLDER/bin"
export_registries
count=0
while read -r name package version; do
  case $name in '' | '#'*) continue ;; esac
  wanted "$name" || continue
  count=$((count + 1))
  stamp=$FOLDER/$name.txt
  if [ "$(cat "$stamp" 2>/dev/null)" = "$package $version" ] && [ -x "$FOLDER/bin/$name" ]; then
    echo "tools: $name $version is there"
    continue
  fi
  echo "tools: $name $version"
  case $package in
    apt:*) unpack "$name" "${package#apt:}" </dev/null ;;
    *) build "$name" "$package" "$version" </dev/null ;;
  esac
  echo "$package $version" >"$stamp"
done <make/tools.txt
[ "$count" -gt 0 ] || fail "make/tools.txt has none of ${TOOLS:-its tools}"
