#!/usr/bin/env bash
# Installs what systole needs from Debian 12's packages, and from npm: ONNX Runtime, which tests compare results with, what
# the page of reports is built with, and what drives a browser over it.
# Does nothing when all of it is there; asks for sudo only when it has something to install and is not root.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
  g++ cmake ninja-build ccache git python3
  libsystemc-dev libyaml-cpp-dev libfccp-dev libcli11-dev libfmt-dev nlohmann-json3-dev
  catch2 librapidcheck-dev libbenchmark-dev librandom123-dev libboost-dev libdnnl-dev libzip-dev libonnx-dev
  libeigen3-dev libpagmo-dev libsqlite3-dev libsqlitecpp-dev libboost-serialization-dev libboost-mpi-dev openmpi-bin
  libprotobuf-dev gtkwave verilator clang-format clang-tidy
  chromium fonts-liberation fonts-dejavu-core
)
# Any node of 18 or later does, Debian's among them.
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "setup: need root (or sudo) to install: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
  fi
  echo "setup: installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    >/dev/null
fi

# Install scripts are not run: ONNX Runtime's would only fetch CUDA's libraries, esbuild's only copies the program that is
# there. The lock file that was installed is kept beside it, so that nothing is asked of npm until it changes.
npm_ci() {  # npm_ci DIRECTORY WHAT
  local directory=$1 installed=$1/node_modules/.installed-lock.json
  cmp -s "$directory/package-lock.json" "$installed" && return
  echo "setup: installing $2 into $directory/node_modules"
  npm ci --prefix "$directory" --ignore-scripts --no-audit --no-fund --loglevel=error
  cp "$directory/package-lock.json" "$installed"
}
npm_ci tests/oracle "ONNX Runtime"
npm_ci reports/html/page "ECharts and esbuild"
npm_ci tests/browser "playwright-core and axe-core"
