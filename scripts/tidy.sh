#!/usr/bin/env bash
# clang-tidy over all sources of ours (not the tests); warnings are errors. scripts/tidy.sh [FILE...]
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
cmake --preset tidy >/dev/null
if [ $# -gt 0 ]; then
  files=("$@")
else
  mapfile -t files < <(git ls-files 'models/*.cpp' 'workloads/*.cpp' 'hw/*.cpp' 'traces/*.cpp' 'reports/*.cpp' 'sim/*.cpp')
fi
scripts/tidy.py build/tidy "${files[@]}"
