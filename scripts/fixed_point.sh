#!/usr/bin/env bash
# Runs the commands that docs/fixed_point.md quotes and prints what they print, so that the page can be checked by eye;
# tests/sim/fixed_point_page_test.cpp compares the two. With --quick those that take seconds only.
set -euo pipefail
cd "$(dirname "$0")/.."
systole=build/release/systole
[[ -x $systole ]] || scripts/build.sh release systole
blocks='^```console'
[[ ${1:-} == --quick ]] && blocks='^```console$'
awk -v blocks="$blocks" '
  /^```/ { inside = !inside && $0 ~ blocks; next }
  inside && (continued || /^\$ systole/) {
    line = continued ? line $0 : substr($0, 3)
    continued = sub(/\\$/, "", line)
    if (!continued) print line
  }' docs/fixed_point.md |
  while read -r command; do
    echo "\$ $command"
    # shellcheck disable=SC2086
    "$systole" ${command#systole } 2>/dev/null </dev/null
    echo
  done
