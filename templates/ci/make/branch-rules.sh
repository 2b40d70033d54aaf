#!/usr/bin/env bash
# Applies the rules of .github/rulesets to the hosting repository, whose administrator has to be signed in to gh: a rule
# set that is there under the same name is replaced. DRY_RUN=1 prints what would be sent. Finds the repository from the
# checkout, or in GITHUB_REPOSITORY.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v gh >/dev/null 2>&1 || {
  echo "branch-rules: gh is not installed (https://cli.github.com)" >&2
  exit 1
}
repository=${GITHUB_REPOSITORY:-$(gh repo view --json nameWithOwner --jq .nameWithOwner)}
known=$(gh api --paginate "repos/$repository/rulesets" --jq '.[] | [.id, .name] | @tsv')
count=0
for file in .github/rulesets/*.json; do
  name=$(sed -n 's/^  "name": "\(.*\)",$/\1/p' "$file")
  id=$(printf '%s\n' "$known" | awk -F '\t' -v name="$name" '$2 == name { print $1; exit }')
  method=POST
  if [ -n "$id" ]; then method=PUT; fi
  echo "branch-rules: $method repos/$repository/rulesets${id:+/$id} $file"
  if [ "${DRY_RUN:-}" != 1 ]; then gh api --silent -X "$method" "repos/$repository/rulesets${id:+/$id}" --input "$file"; fi
  count=$((count + 1))
done
[ "$count" -gt 0 ]
