#!/usr/bin/env bash
# From a fresh Debian 12 to a first result: installs what is missing, builds, runs the main job, says where to look.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/build.sh release systole
systole=build/release/systole

echo
echo "\$ systole run -a edge16 -w tiny_cnn_2d --vcd --timeline --out out/demo"
"$systole" run -a edge16 -w tiny_cnn_2d --vcd --timeline --out out/demo
echo
echo "\$ systole explain out/demo conv2"
"$systole" explain out/demo conv2
echo
echo "\$ systole report out/demo"
"$systole" report out/demo
cat <<'END'

Look at
  out/demo.html                in a browser: all of it, with charts
  out/demo/layers.csv          a row a layer          out/demo/summary.json     totals, config, hash
  out/demo/cycle_stack.csv     where the cycles go    out/demo/timeline.json    open it in ui.perfetto.dev
  out/demo/waves.vcd           gtkwave out/demo/waves.gtkw
and go on with
  build/release/systole run -a edge32 -w resnet18.csv --detail analytic
  build/release/systole sweep tiny_dse --report out/tiny_dse.html
  build/release/systole list workloads
END
