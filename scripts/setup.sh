#!/usr/bin/env bash
# Installs what systole needs from Debian 12's packages. Does nothing when all of it is there; asks for sudo only when it
# has something to install and is not root.
set -euo pipefail

packages=(
  g++ cmake ninja-build ccache git python3
  libsystemc-dev libyaml-cpp-dev libfccp-dev libcli11-dev libfmt-dev nlohmann-json3-dev
  catch2 librapidcheck-dev libbenchmark-dev librandom123-dev libboost-dev libdnnl-dev libzip-dev gtkwave verilator clang-format clang-tidy
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup: need root (or sudo) to install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "setup: installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
