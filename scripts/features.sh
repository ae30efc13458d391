#!/usr/bin/env bash
# Which features are covered by tests that pass: runs the fast tests, matches their tags with tests/features.csv and writes
# docs/features.md. With --check it only compares, and fails when the page is out of date.
set -euo pipefail
cd "$(dirname "$0")/.."
build=build/release/tests
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
for binary in "$build"/*_tests "$build"/*/*_tests; do
  "$binary" "~[slow]" -r xml -o "$reports/$(basename "$binary").xml" >/dev/null || true
done
SYSTOLE=$PWD/build/release/systole node --test --test-reporter=tap tests/browser/*.test.mjs >"$reports/browser.tap" || true
python3 scripts/features.py "$reports" tests/features.csv docs/features.md "$@"
