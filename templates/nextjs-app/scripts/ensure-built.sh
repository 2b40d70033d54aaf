#!/usr/bin/env bash
# Builds the app unless it was built from the sources as they are now, so that tests never see an old build.
set -euo pipefail
cd "$(dirname "$0")/.."

inputs=(package-lock.json next.config.ts postcss.config.mjs tsconfig.json src)
if [ -d public ]; then inputs+=(public); fi
built=.next/standalone/.next/static
if [ -d "$built" ] && [ -z "$(find "${inputs[@]}" -newer .next/BUILD_ID ! -name '*.test.*' -print -quit)" ]; then
  exit 0
fi
exec npm run --silent build
