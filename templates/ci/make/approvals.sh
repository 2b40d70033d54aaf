#!/usr/bin/env bash
# A pull request needs one approval, and two when it touches a path of .github/critical-paths.txt. An approval counts
# when it is of the newest commit, of somebody with write access, and not taken back. Needs gh.
set -euo pipefail
cd "$(dirname "$0")/.."

repository=${GITHUB_REPOSITORY:?the owner and name of the hosting repository}
number=${PULL_REQUEST:?the number of a pull request}
[[ $number =~ ^[0-9]+$ ]] || {
  echo "PULL_REQUEST=$number is no number" >&2
  exit 1
}
head=$(gh api "repos/$repository/pulls/$number" --jq '.head.sha')
author=$(gh api "repos/$repository/pulls/$number" --jq '.user.login')

# Whose last word about the newest commit is an approval.
approvers=$(gh api --paginate "repos/$repository/pulls/$number/reviews" --jq '
  .[] | select(.state == "APPROVED" or .state == "CHANGES_REQUESTED" or .state == "DISMISSED")
  | [.user.login, .state, .commit_id] | @tsv' |
  awk -F '\t' -v head="$head" -v author="$author" '
    $1 != "" && $1 != author { last[$1] = ($2 == "APPROVED" && $3 == head) }
    END { for (name in last) if (last[name]) print name }')
approvals=0
while IFS= read -r name; do
  if [ -z "$name" ]; then continue; fi
  # Whom the repository does not know has no permission.
  permission=$(gh api "repos/$repository/collaborators/$name/permission" --jq .permission </dev/null) || permission=none
  case $permission in
    admin | maintain | write) approvals=$((approvals + 1)) ;;
    *) echo "the approval of $name does not count: their permission is $permission" ;;
  esac
done <<<"$approvers"

# A pattern: `**` is any number of folders, `*` anything but a slash.
patterns=$(awk '/^#/ || /^$/ { next }
  {
    gsub(/[][\\.+?^$(){}|]/, "\\\\&")
    gsub(/\*\*\//, "\001"); gsub(/\*\*/, "\002"); gsub(/\*/, "[^/]*"); gsub("\001", "(.*/)?"); gsub("\002", ".*")
    print "^" $0 "$"
  }' .github/critical-paths.txt)
files=$(gh api --paginate "repos/$repository/pulls/$number/files" --jq '.[] | .filename, (.previous_filename // empty)')
[ -n "$files" ] || {
  echo "pull request $number changes no file" >&2
  exit 1
}
critical=""
if [ -n "$patterns" ]; then critical=$(printf '%s\n' "$files" | grep -E -f <(printf '%s\n' "$patterns") || true); fi

needed=1
if [ -n "$critical" ]; then
  needed=2
  printf 'critical paths, two approvals:\n%s\n' "$critical"
fi
echo "$approvals of $needed approvals"
[ "$approvals" -ge "$needed" ]
