#!/usr/bin/env bash
# Prints the targets of the given makefiles with the words behind `##`. usage: help.sh FILE…
set -euo pipefail

awk '
  /^##@ / { printf "\n%s\n", substr($0, 5) }
  /^[a-zA-Z0-9_.-]+:.*## / {
    target = $0; sub(/:.*/, "", target)
    words = $0; sub(/.*## /, "", words)
    printf "  make %-18s %s\n", target, words
  }
' "$@"
