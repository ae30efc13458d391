#!/usr/bin/env bash
# Installs what is missing, builds and passes every test, the slow ones included. The inner loop of daily work is
# scripts/test.sh dev, which leaves those out; scripts/test.sh sanitized passes the fast ones under ASan and UBSan:
# scripts/test.sh [PRESET]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
scripts/build.sh "$preset"
ctest --preset "$preset"
