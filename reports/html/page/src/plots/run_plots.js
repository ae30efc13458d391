// The pictures of a run's report.
import {energyByLayer, traffic} from '../charts/amounts.js';
import {cycleStack} from '../charts/cycle_stack.js';
import {layerTable, wordIn} from '../charts/layers.js';
import {lines} from '../charts/lines.js';
import {
  accuracyChart, accuracyLatencyChart, accuracyLatencyRows, accuracyRows, errorChart, errorRows, latencyChart, latencyRows,
} from '../charts/quality.js';
import {roofline} from '../charts/roofline.js';
import {stackedHeight} from '../charts/stacked.js';
import {figures, studyLines, varied} from '../charts/study.js';
import {timeline, timelineHeight, timelineLegend} from '../charts/timeline.js';
import {quantity} from '../format.js';

const width = 960;

/** Rows of a part of the document that has a list of values a layer. */
function layerRows(document, {names, rows, values}) {
  const layers = layerTable(document);
  return {columns: ['layer', ...names], rows: rows.map((row) => [layers.name(row.layer), ...row[values]])};
}

/** Stacked bars of layers: of cycles, bytes, picojoules. */
function stackPlot(document, {name, title, line, part, names, values, draw}) {
  const data = document[part];
  if (!data?.rows.length) return [];
  return [{
    name, title: `${document.title}: ${title}`, line, width, height: stackedHeight(data.rows.length) + 32,
    option: (theme, size) => draw(document, theme, {...size, legend: true}),
    rows: () => layerRows(document, {names: data[names], rows: data.rows, values}),
  }];
}

function rooflinePlot(document) {
  const {roofline: data} = document;
  if (!data?.points.length) return [];
  const layers = layerTable(document);
  return [{
    name: 'roofline', title: `${document.title}: layers under the roofline`, line: 'A point’s area is its share of the cycles.', width,
      height: 460,
    option: (theme, size) => roofline(document, theme, {...size, legend: true}),
    rows: () => ({
      columns: ['layer', 'intensity', 'macs_per_cycle', 'bound'],
      rows: data.points.map((point) => [layers.name(point.layer), point.intensity, point.macs_per_cycle, point.bound]),
    }),
  }];
}

function timelinePlot(document) {
  const {timeline: data} = document;
  if (!data?.tracks?.length) return [];
  const layers = layerTable(document);
  return [{
    name: 'timeline', title: `${document.title}: units over time`,
      line: 'What each unit does over cycles, thin below it what it waits for, and what buffers hold.', width,
    key: timelineLegend(document).map(({group, key, colour}) => ({label: wordIn(document, group, key), colour})),
      height: timelineHeight(data),
    option: (theme, size) => timeline(document, theme, size),
    rows: () => ({
      columns: ['track', 'begin', 'end', 'of'],
      rows: [
        ...data.tracks.flatMap(({name, spans}) => spans.map(([begin, end, layer]) => [name, begin, end, layers.name(layer)])),
        ...(data.waits ?? []).flatMap(({name, spans}) => spans.map(([begin, end, state]) => [name, begin, end, state])),
        ...(data.counters ?? []).flatMap(({name, points}) => points.map(([cycle, value]) => [name, cycle, cycle, value])),
      ],
    }),
  }];
}

/** What the six plots of quantisation studies show of a run: accuracy, latency, both, and how errors are spread. */
function qualityPlots(document) {
  const {accuracy} = document;
  const one = (name, title, line, rows, option, height) => (rows(document).rows.length > 0
    ? [{name, title: `${document.title}: ${title}`, line, width, height: height ?? stackedHeight(rows(document).rows.length) + 32,
      rows: () => rows(document), option: (theme, size) => option(document, theme, size)}] : []);
  const times = one('latency', 'latency of each layer', 'In order of execution.', latencyRows, latencyChart);
  if (!accuracy) return times;
  const same = accuracy.agreement === undefined ? ''
    : `Same answer as in real numbers: ${quantity(accuracy.agreement, 'share')} of ${quantity(accuracy.samples)} samples. `;
  const answers = accuracy.top1 === undefined ? ''
    : `Top-1 ${quantity(accuracy.top1, 'share')}, real ${quantity(accuracy.top1_real, 'share')}. `;
  return [
    ...one('accuracy', 'signal over quantisation noise by layer', `${same}${answers}More is better.`, accuracyRows, accuracyChart, 380),
    ...times,
    ...one('accuracy_latency', 'accuracy against latency', 'A point a layer.', accuracyLatencyRows, accuracyLatencyChart, 420),
    ...one('error_distribution', 'how far codes are off', 'Values within one step of the code of the real number, and further away.',
      errorRows, errorChart),
  ];
}

/** Each figure of the study of CIM macros over the first parameter. */
function cimPlot(document) {
  const study = document.cim?.study;
  if (!study || study.rows.length < 2) return [];
  const [xs, ys] = [varied(study), figures(study)];
  const y = ys.find(({name}) => /snr/.test(name)) ?? ys[0];
  if (!y) return [];
  const x = xs.find(({index}) => study.rows.every((row) => typeof row[index] === 'number')) ?? xs[0];
  const data = studyLines(study, {x, y, write: (value, unit) => quantity(value, unit === 'count' ? '' : unit)});
  return [{
    name: 'cim', title: `${document.title}: ${y.label} of CIM macros`, line: x ? `Over ${x.label}.` : 'Points of the study.', width,
      height: 420,
    option: (theme, size) => lines(data, theme, {...size, legend: true}),
    rows: () => ({columns: study.columns.map(({name}) => name), rows: study.rows.filter((row) => typeof row[y.index] === 'number')}),
  }];
}

/** @param {object} document  of kind "run" */
export function runPlots(document) {
  return [
    ...stackPlot(document, {
      name: 'cycle_stack', title: 'cycles by layer and cause', line: 'Every cycle has exactly one cause.', part: 'stack', names: 'causes',
        values: 'cycles', draw: cycleStack,
    }),
    ...rooflinePlot(document),
    ...timelinePlot(document),
    ...stackPlot(document, {name: 'traffic', title: 'DRAM bytes by layer and tensor', line: 'What is read and written.', part: 'traffic',
      names: 'tensors', values: 'bytes', draw: traffic}),
    ...stackPlot(document, {name: 'energy', title: 'energy by layer and component', line: 'Without leakage.', part: 'energy',
      names: 'components', values: 'pj', draw: energyByLayer}),
    ...qualityPlots(document),
    ...cimPlot(document),
  ];
}
