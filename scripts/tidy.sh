#!/usr/bin/env bash
# clang-tidy over all sources of ours (not the tests), two at a time; warnings are errors. scripts/tidy.sh [FILE...]
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
cmake --preset tidy >/dev/null
if [ $# -gt 0 ]; then
  files=("$@")
else
  mapfile -t files < <(git ls-files 'models/*.cpp' 'workloads/*.cpp' 'hw/*.cpp' 'traces/*.cpp' 'reports/*.cpp' 'sim/*.cpp')
fi
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy --quiet -p build/tidy \
  --extra-arg=-Wno-unknown-warning-option 2>/dev/null
