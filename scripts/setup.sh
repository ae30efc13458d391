#!/usr/bin/env bash
# Installs what systole needs from Debian 12's packages, and ONNX Runtime, which tests compare results with, from npm.
# Does nothing when all of it is there; asks for sudo only when it has something to install and is not root.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
  g++ cmake ninja-build ccache git python3
  libsystemc-dev libyaml-cpp-dev libfccp-dev libcli11-dev libfmt-dev nlohmann-json3-dev
  catch2 librapidcheck-dev libbenchmark-dev librandom123-dev libboost-dev libdnnl-dev libzip-dev libonnx-dev
  libeigen3-dev libpagmo-dev libsqlite3-dev libsqlitecpp-dev libboost-serialization-dev libboost-mpi-dev openmpi-bin
  libprotobuf-dev gtkwave verilator clang-format clang-tidy
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

# Its install script is not run: it would only fetch CUDA's libraries; the CPU's are in the package. The lock file that
# was installed is kept beside it, so that nothing is asked of npm until it changes.
oracle=tests/oracle
installed=$oracle/node_modules/.installed-lock.json
if ! cmp -s "$oracle/package-lock.json" "$installed"; then
  echo "setup: installing ONNX Runtime into $oracle/node_modules"
  npm ci --prefix "$oracle" --ignore-scripts --no-audit --no-fund --loglevel=error
  cp "$oracle/package-lock.json" "$installed"
fi
