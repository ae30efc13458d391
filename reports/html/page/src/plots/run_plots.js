// The pictures of a run's report.
import {cycleStack} from '../charts/cycle_stack.js';
import {layerTable} from '../charts/layers.js';
import {stackedHeight} from '../charts/stacked.js';

const width = 960;

/** Rows of a part of the document that has a list of values a layer. */
function layerRows(document, {names, rows, values}) {
  const layers = layerTable(document);
  return {columns: ['layer', ...names], rows: rows.map((row) => [layers.name(row.layer), ...row[values]])};
}

/** @param {object} document  of kind "run" */
export function runPlots(document) {
  const plots = [];
  const {stack} = document;
  if (stack?.rows.length) {
    plots.push({
      name: 'cycle_stack', title: `${document.title}: cycles by layer and cause`, line: 'Every cycle has exactly one cause.',
      width, height: stackedHeight(stack.rows.length) + 32,
      option: (theme, size) => cycleStack(document, theme, {...size, legend: true}),
      rows: () => layerRows(document, {names: stack.causes, rows: stack.rows, values: 'cycles'}),
    });
  }
  return plots;
}
