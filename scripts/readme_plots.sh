#!/usr/bin/env bash
# Draws the README's pictures from what it quotes: the run of the tour, that run beside one with a larger array, and the
# shipped sweep. scripts/readme_plots.sh [--check]; --check only compares, and fails when a picture is out of date.
# SYSTOLE: the binary, build/release/systole unless said. The same binary gives the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
systole=$(realpath -m "${SYSTOLE:-build/release/systole}")
[[ -x $systole ]] || { echo "readme_plots: $systole is not there; scripts/build.sh release systole makes it" >&2; exit 2; }
docs=$PWD/docs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"$systole" run -a edge16 -w tiny_cnn_2d --timeline --out out/demo --quiet
"$systole" run -a edge16 -w tiny_cnn_2d --set array.rows=32 --set array.cols=32 --out out/wide --quiet
"$systole" sweep tiny_dse --out tiny_dse.db --quiet
"$systole" report out/demo --plots plots/run >/dev/null
"$systole" report out/demo out/wide --plots plots/compare >/dev/null
"$systole" report tiny_dse.db --plots plots/sweep >/dev/null

# Picture in docs/, and what it is drawn as.
pictures=(
  "plot_timeline.svg plots/run/timeline.svg"
  "plot_compare.svg plots/compare/cycles_from_a_to_b.svg"
  "plot_pareto.svg plots/sweep/pareto.svg"
)
stale=()
for picture in "${pictures[@]}"; do
  read -r name drawn <<<"$picture"
  if [[ ${1:-} == --check ]]; then
    cmp -s "$drawn" "$docs/$name" || stale+=("docs/$name")
  else
    cp "$drawn" "$docs/$name"
    echo "docs/$name"
  fi
done
if [ ${#stale[@]} -gt 0 ]; then
  echo "readme_plots: out of date: ${stale[*]}; run scripts/readme_plots.sh" >&2
  exit 1
fi
