// A table of figures at points of parameters, as lines: which column is x, which y, and which tells lines apart.

import {tickText} from '../format.js';

/** Columns that are parameters and take more than one value. */
export const varied = ({columns, rows}) => columns.map((column, index) => ({...column, index}))
  .filter(({figure, index}) => !figure && new Set(rows.map((row) => row[index])).size > 1);

/** Columns that are figures and are there. */
export const figures = ({columns, rows}) => columns.map((column, index) => ({...column, index}))
  .filter(({figure, index}) => figure && rows.some((row) => typeof row[index] === 'number'));

const text = (value) => (value === null || value === undefined ? '–' : String(value));

/**
 * @param {{columns: {name: string, label: string, unit?: string, figure?: boolean}[], rows: any[][]}} study
 * @param {{x?: object, y: object, write: (value: any, unit?: string) => string}} chosen  columns of `varied` and
 *   `figures`; without x, points are numbered
 * @returns  data of charts/lines.js
 */
export function studyLines(study, {x, y, write}) {
  const others = varied(study).filter(({index}) => index !== x?.index);
  const numeric = x !== undefined && study.rows.every((row) => typeof row[x.index] === 'number');
  const names = numeric ? undefined : x ? [...new Set(study.rows.map((row) => text(row[x.index])))]
    : study.rows.map((_, i) => String(i + 1));
  const series = new Map();
  study.rows.forEach((row, i) => {
    if (typeof row[y.index] !== 'number') return;
    const name = others.map(({label, index}) => `${label} ${write(row[index])}`).join(', ') || y.label;
    if (!series.has(name)) series.set(name, {name, points: [], facts: []});
    const at = numeric ? row[x.index] : x ? names.indexOf(text(row[x.index])) : i;
    series.get(name).points.push([at, row[y.index]]);
    series.get(name).facts.push(others.map(({label, unit, index}) => [label, write(row[index], unit)]));
  });
  const list = [...series.values()];
  for (const it of list) {
    const order = it.points.map((_, i) => i).sort((a, b) => it.points[a][0] - it.points[b][0]);
    it.points = order.map((i) => it.points[i]);
    it.facts = order.map((i) => it.facts[i]);
  }
  const plain = y.unit === 'dB';
  return {
    x: x?.label ?? 'point', y: plain ? `${y.label}, dB` : y.label, names, series: list, tick: plain ? tickText : undefined,
    format: (value) => write(value, y.unit),
  };
}
