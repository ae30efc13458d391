#!/usr/bin/env bash
# The page of reports in a build: with Node and its packages it is in the library, without them the library builds all
# the same and says what is missing. Builds the few files that this is about, in a directory of their own.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/tree/cmake" "$work/tree/reports/html/page"
cp "$root/cmake/Page.cmake" "$work/tree/cmake/"
cp "$root"/reports/html/assets.{cpp,hpp} "$work/tree/reports/html/"
cp -r "$root"/reports/html/page/{src,build.mjs,notices.mjs,package.json,package-lock.json} "$work/tree/reports/html/page/"
cat >"$work/tree/main.cpp" <<'END'
#include <cstdio>
#include "reports/html/assets.hpp"
int main() {
  const auto& assets = systole::reports::page_assets();
  std::printf("script %zu style %zu plots %zu missing '%.*s'\n", assets.script.size(), assets.style.size(),
              assets.plots.size(), static_cast<int>(assets.missing.size()), assets.missing.data());
}
END
cat >"$work/tree/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(page_build CXX)
set(CMAKE_CXX_STANDARD 20)
include(cmake/Page.cmake)
add_library(assets STATIC reports/html/assets.cpp)
target_include_directories(assets PUBLIC "${CMAKE_SOURCE_DIR}")
systole_page(assets)
add_executable(say main.cpp)
target_link_libraries(say assets)
END

fail() { echo "page_build: $*" >&2; exit 1; }

# said NAME [OPTION...]: what the library says that was built so.
said() {
  local build="$work/$1"
  shift
  cmake -G Ninja -S "$work/tree" -B "$build" "$@" >"$work/log" 2>&1 && cmake --build "$build" >>"$work/log" 2>&1 ||
    { cat "$work/log" >&2; fail "it does not build"; }
  "$build/say"
}

text=$(said without_node -DSYSTOLE_NODE=)
[[ $text == "script 0 style 0 plots 0 missing 'Node (nodejs 18 or later) was not found: run scripts/setup.sh"* ]] ||
  fail "without Node it says: $text"

text=$(said packages)
[[ $text == "script 0 style 0 plots 0 missing '"*"/esbuild/package.json was not there: run scripts/setup.sh"* ]] ||
  fail "without packages it says: $text"

# Installed later, as setup.sh does, the same build directory gets the page.
ln -s "$root/reports/html/page/node_modules" "$work/tree/reports/html/page/node_modules"
text=$(said packages)
[[ $text =~ ^script\ [1-9][0-9]{5,}\ style\ [1-9][0-9]{3,}\ plots\ [1-9][0-9]{5,}\ missing\ \'\'$ ]] ||
  fail "with packages it says: $text"

# What is embedded follows its sources.
echo ".added-by-a-test{color:red}" >>"$work/tree/reports/html/page/src/style/page.css"
changed=$(said packages)
[[ $changed =~ style\ ([0-9]+) ]] && after=${BASH_REMATCH[1]}
[[ $text =~ style\ ([0-9]+) ]] && before=${BASH_REMATCH[1]}
[ "$after" -gt "$before" ] || fail "a changed style is not embedded: $text, then $changed"

echo "page_build: with and without Node as it should be"
