#!/usr/bin/env bash
# Messages of commits, titles of pull requests and names of branches. usage: commits.sh title|branch|range|message FILE
#
# What is checked comes from outside, so it is only ever compared, never evaluated.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly TYPES='feat|fix|docs|refactor|perf|test|build|ci|chore|revert'
readonly SUBJECT="^($TYPES)(\\([a-z0-9][a-z0-9._/-]*\\))?!?: ([^[:space:]].*)?[^[:space:].]\$"
readonly BRANCH_NAME='^(feature|bugfix|hotfix|release)/[a-z0-9][a-z0-9._/-]*$'

refuse() {
  printf '%s\n' "$@" >&2
  exit 1
}

# usage: check_subject TEXT
check_subject() {
  [[ $1 =~ $SUBJECT ]] || return 1
  [ "${#1}" -le 100 ]
}

case ${1:-} in
  title)
    check_subject "${TITLE:-}" || refuse "the title is no Conventional Commit of at most 100 characters:" "  ${TITLE:-}" \
      "write: type(scope): what changes; the types are ${TYPES//|/, }; a ! before the colon marks a breaking change"
    echo "title: fine"
    ;;
  branch)
    [[ ${BRANCH:-} =~ $BRANCH_NAME ]] || refuse "the branch ${BRANCH:-} is not called feature/…, bugfix/…, hotfix/… or release/…"
    echo "branch: fine"
    ;;
  message)
    subject=$(grep -v '^#' "$2" | head -n 1 || true)
    case $subject in 'fixup! '* | 'squash! '* | 'Merge '*) exit 0 ;; esac
    check_subject "$subject" || refuse "no Conventional Commit of at most 100 characters: $subject" "the types are ${TYPES//|/, }"
    ;;
  range)
    range=${RANGE:-origin/main..HEAD}
    commits=$(git log --no-merges --format='%h %s' "$range" --)
    count=0
    failed=0
    while read -r digest subject; do
      if [ -z "$digest" ]; then continue; fi
      count=$((count + 1))
      if ! check_subject "$subject"; then
        echo "$digest is no Conventional Commit of at most 100 characters: $subject" >&2
        failed=1
      fi
    done <<<"$commits"
    if [ "$count" -eq 0 ]; then refuse "there are no commits in $range"; fi
    if [ "$failed" -ne 0 ]; then refuse "the types are ${TYPES//|/, }"; fi
    echo "$count commits: fine"
    ;;
  *) refuse "usage: commits.sh title|branch|range|message FILE" ;;
esac
