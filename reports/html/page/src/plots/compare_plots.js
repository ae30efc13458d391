// The pictures of a comparison's report.
import {bridgeHeight, bridgeRows, bridges, bridgeSteps, compareBridge} from '../charts/compare_bridge.js';
import {changes, compareLayers, compareLayersHeight, compareLayersRows, layerFigures, mostLayers} from '../charts/compare_layers.js';
import {compared, compareTotals, compareTotalsHeight, compareTotalsRows} from '../charts/compare_totals.js';

const width = 960;

/** @param {object} document  of kind "compare" */
export function comparePlots(document) {
  const {a, b} = document;
  const line = `A: ${a.source ?? a.title}. B: ${b.source ?? b.title}.`;
  const all = [];
  if (compared(document).length > 0) {
    all.push({
      name: 'totals', title: 'B as a multiple of A', line: `${line} Blue: better, red: worse.`, width, height: compareTotalsHeight(document),
      option: (theme, size) => compareTotals(document, theme, size), rows: () => compareTotalsRows(document),
    });
  }
  for (const [name, bridge] of Object.entries(bridges)) {
    if (bridgeSteps(document, bridge).length === 0) continue;
    all.push({
      name: `${name}_from_a_to_b`, title: `From A to B: ${bridge.label}`, line: `${line} Blue: less, red: more.`, width,
        height: bridgeHeight(document, bridge),
      option: (theme, size) => compareBridge(document, theme, bridge, size), rows: () => bridgeRows(document, bridge),
    });
  }
  for (const [figure, {label}] of Object.entries(layerFigures)) {
    const count = changes(document, figure).length;
    if (count === 0) continue;
    all.push({
      name: `layers_${figure}`, title: `Layers by difference in ${label}`,
      line: `${line}${count > mostLayers ? ` The ${mostLayers} of ${count} that differ most.` : ''} Labels: B as a multiple of A.`,
      width, height: compareLayersHeight(document, figure),
      option: (theme, size) => compareLayers(document, theme, {figure}, size), rows: () => compareLayersRows(document, figure),
    });
  }
  return all;
}
