// What the arithmetic does to answers: CIM macros (codes, clip rates, SNR), and the network on codes, layer by layer.
import {bytes, percent, quantity, significant, tickText} from '../format.js';
import {h, nameNode} from '../dom.js';
import {figures, studyLines, varied} from '../charts/study.js';
import {linesChart} from '../parts/lines_chart.js';
import {section} from '../parts/shell.js';
import {table} from '../parts/table.js';
import {definition, definitionId, label, unit} from '../words.js';

const write = (value, of) => (typeof value === 'number' && of !== 'text' ? quantity(value, of === 'count' ? '' : of) : quantity(value));
const units = new Set(['share', 'text', 'count', '']);

/** The document's columns as a table's. */
const columnsOf = (columns, first) => columns.map(({label: text, unit: of}, index) => ({
  label: text, unit: of && !units.has(of) ? of : undefined, value: (row) => row[index], name: index === first,
  format: (value) => (units.has(of ?? '') || ['B', 'pJ', 's'].includes(of) ? write(value, of) : typeof value === 'number' ? significant(value) : String(value)),
}));

/** Figures that stand by themselves: small totals with texts beside. */
const figuresList = (entries) => h('dl', {class: 'plain'}, entries.filter(([, value]) => value !== undefined && value !== null && value !== '')
  .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, typeof value === 'string' ? nameNode(value, 200) : value))));

function studyChart(study) {
  const [xs, ys] = [varied(study), figures(study)];
  if (ys.length === 0 || study.rows.length < 2) return null;
  const of = (list, key) => list.find(({name}) => name === key);
  const numeric = xs.filter(({index}) => study.rows.every((row) => typeof row[index] === 'number'));
  const first = numeric[0] ?? xs[0];
  const data = ([y, x]) => studyLines(study, {x: of(xs, x), y: of(ys, y) ?? ys[0], write});
  const start = ys.find(({name}) => /snr/.test(name)) ?? ys[0];
  return linesChart({
    name: 'cim', title: 'Figures of CIM macros over what was varied',
    description: `${study.rows.length} points; ${ys.map(({label: text}) => text).join(', ')}. The table below has all of them.`,
    choices: [
      {label: 'Figure', values: ys.map(({name, label: text}) => ({key: name, label: text})), chosen: start.name},
      {label: 'Over', values: xs.map(({name, label: text}) => ({key: name, label: text})), chosen: first?.name ?? ''},
    ],
    data,
  });
}

function macroLayers(data, {columns, rows}) {
  const shown = columns.filter((name) => name !== 'layer');
  const at = columns.indexOf('layer');
  return table({
    caption: 'Layers on CIM macros', what: 'layers', rows,
    columns: [
      {label: label('columns', 'layer'), name: true, value: (row) => data.layers.rows[row[at]]?.[data.layers.columns.indexOf('layer')] ?? row[at]},
      ...shown.map((name) => ({
        key: name, label: label('columns', name), definition: definition('columns', name), definitionId: definitionId('columns', name),
        value: (row) => row[columns.indexOf(name)], format: (value) => quantity(value, unit('columns', name) === 'count' ? '' : unit('columns', name)),
      })),
    ],
  });
}

/** Numbers of the summary by their own names: shares are told by theirs. */
const summaryEntries = (summary) => Object.entries(summary).map(([name, value]) =>
  [label('figures', name), /share|used$/.test(name) && value <= 1 ? percent(value) : quantity(value)]);

export function cimSection(data) {
  const {cim} = data;
  if (!cim) return null;
  const {study} = cim;
  return section({id: 'cim', title: 'CIM macros', short: 'CIM'},
    cim.summary ? figuresList(summaryEntries(cim.summary)) : null,
    cim.layers?.rows.length ? macroLayers(data, cim.layers) : null,
    study ? [
      h('h3', {class: 'sub'}, 'What the macros do to the numbers'),
      h('p', {class: 'lead'}, nameNode([study.workload, `on ${study.accelerator}`, study.data, `weights ${study.weights}`].join(' · '), 300)),
      studyChart(study),
      h('div', {class: 'spaced'}, table({caption: 'Codes, clip rates and SNR', what: 'points', rows: study.rows, columns: columnsOf(study.columns, 0)})),
      study.notes?.length ? h('ul', {class: 'notes'}, study.notes.map((note) => h('li', {}, nameNode(note, 400)))) : null,
    ] : null);
}

function accuracyChart({columns, rows}) {
  const nameAt = 0;
  const measured = columns.map((column, index) => ({...column, index}))
    .filter(({index}) => rows.some((row) => typeof row[index] === 'number'));
  if (measured.length === 0) return null;
  // Figures of one unit belong together: the error of the layer, and that of the layer alone.
  const groups = new Map();
  for (const column of measured) {
    const key = column.unit === 'dB' ? 'dB' : column.label;
    groups.set(key, [...(groups.get(key) ?? []), column]);
  }
  const names = rows.map((row) => String(row[nameAt]));
  return linesChart({
    name: 'accuracy', title: 'Error by layer',
    description: `${rows.length} layers; ${measured.map(({label: text}) => text).join(', ')}. The table below has all of them.`,
    choices: [{label: 'Figure', values: [...groups].map(([key, list]) => ({key, label: list.map(({label: text}) => text).join(', ')})),
      chosen: groups.has('dB') ? 'dB' : [...groups.keys()][0]}],
    data: ([key]) => ({
      x: 'layer', y: groups.get(key).length > 1 ? key : groups.get(key)[0].label, names,
      format: (value) => write(value, groups.get(key)[0].unit), tick: key === 'dB' ? tickText : undefined,
      series: groups.get(key).map(({label: text, index}) => ({
        name: text, points: rows.map((row, i) => [i, row[index]]).filter(([, value]) => typeof value === 'number'),
      })),
    }),
  });
}

export function accuracySection(data) {
  const {accuracy} = data;
  if (!accuracy) return null;
  const {parameter_bytes: parameters, output} = accuracy;
  const samples = accuracy.samples ? `of ${quantity(accuracy.samples)} samples` : '';
  return section({id: 'accuracy', title: 'Accuracy', lead: nameNode([accuracy.network, `on ${accuracy.accelerator}`, accuracy.data].join(' · '), 300)},
    figuresList([
      ['same answer', accuracy.agreement === undefined ? null : `${percent(accuracy.agreement)} ${samples}`],
      ['top-1', accuracy.top1 === undefined ? null : `${percent(accuracy.top1)}${accuracy.top1_real === undefined ? '' : `, real ${percent(accuracy.top1_real)}`}`],
      [label('figures', 'sqnr_db'), output?.sqnr_db === undefined || output.sqnr_db === null ? null : `${significant(output.sqnr_db)} dB`],
      ['cosine', output?.cosine === undefined || output.cosine === null ? null : output.cosine.toFixed(6)],
      ['parameters', parameters ? `${bytes(parameters.quantized)}, ${bytes(parameters.real)} as floats` : null],
      ['calibrated with', accuracy.calibration],
    ]),
    accuracyChart(accuracy),
    h('div', {class: 'spaced'}, table({caption: 'Accuracy by layer', what: 'layers', rows: accuracy.rows, columns: columnsOf(accuracy.columns, 0)})));
}
