// The report of a run.
import {h, nameNode} from '../dom.js';
import {quantity} from '../format.js';
import {page} from '../parts/shell.js';
import {totalsGrid} from '../parts/totals.js';
import {unit} from '../words.js';
import {areaSection, energySection, trafficSection} from './amounts.js';
import {cyclesSection} from './cycles.js';
import {layersSection} from './layers.js';
import {rooflineSection} from './roofline.js';
import {configSection} from './sources.js';
import {accuracySection, cimSection} from './study.js';
import {timelineSection} from './timeline.js';

/** Totals in the document's order. */
const totals = (data) => (data.totals ?? []).map(({name, value, remark}) =>
  ({group: 'figures', key: name, value: quantity(value, unit('figures', name)), note: remark}));

const notes = (data) => (data.notes?.length
  ? h('ul', {class: 'notes', 'aria-label': 'Notes'}, data.notes.map((note) => h('li', {}, nameNode(note, 600)))) : null);

/** @param {object} data  document of kind "run" */
export function runReport(data) {
  page({
    data,
    what: 'run report',
    facts: facts(data),
    opening: [notes(data), totalsGrid(totals(data))],
    sections: [
      cyclesSection(data), rooflineSection(data), timelineSection(data), trafficSection(data), energySection(data),
      cimSection(data), accuracySection(data), layersSection(data), areaSection(data), configSection(data),
    ],
  });
}

/** "16×16 array · 800 MHz · event". */
function facts({summary, detail}) {
  const parts = [];
  if (summary?.array_rows) parts.push(`${summary.array_rows}×${summary.array_cols} array`);
  if (summary?.clock_hz) parts.push(quantity(summary.clock_hz, 'Hz'));
  if (detail) parts.push(detail);
  return parts.map((part, i) => [i ? h('span', {class: 'dot', 'aria-hidden': 'true'}, '·') : null, h('span', {}, part)]);
}
