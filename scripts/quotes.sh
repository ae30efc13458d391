#!/usr/bin/env bash
# Runs the commands that a page quotes and prints what they print, so that it can be checked by eye; tests compare the
# two. scripts/quotes.sh PAGE [--quick], as in scripts/quotes.sh docs/fixed_point.md; --quick: those of seconds only.
set -euo pipefail
cd "$(dirname "$0")/.."
page=${1:?which page: docs/fixed_point.md, docs/cim.md}
systole=build/release/systole
[[ -x $systole ]] || scripts/build.sh release systole
blocks='^```console'
[[ ${2:-} == --quick ]] && blocks='^```console$'
awk -v blocks="$blocks" '
  /^```/ { inside = !inside && $0 ~ blocks; next }
  inside && (continued || /^\$ systole/) {
    line = continued ? line $0 : substr($0, 3)
    continued = sub(/\\$/, "", line)
    if (!continued) print line
  }' "$page" |
  while read -r command; do
    echo "\$ $command"
    # shellcheck disable=SC2086
    "$systole" ${command#systole } 2>/dev/null </dev/null
    echo
  done
