// What is said of one design wherever it is pointed at.
import {metricText} from './metric.js';

/** {title, rows: [[label, value]], note?} of a row, for tooltips; `first` figures come before the other objectives. */
export function designFacts(table, row, first = []) {
  const names = [...new Set([...first, ...table.objectives.map(({name}) => name)])];
  const figures = names.map((name) => table.figure(name)).filter((figure) => figure);
  const front = table.front.get(row);
  const words = table.document.words?.bottlenecks ?? {};
  const bottleneck = table.cell(row, 'bottleneck');
  const rows = [
    ...table.varied.map(({name}) => [name, table.cell(row, name)]),
    ...figures.map(({name, label, unit}) => [label, metricText(table.value(row, name), unit)]),
  ];
  if (table.workloads.length > 1) rows.unshift(['workload', table.cell(row, 'workload')]);
  if (bottleneck) rows.push(['bound by', words[bottleneck]?.label ?? bottleneck]);
  const note = front && `${front.knee ? 'knee, ' : ''}on the front, beats ${front.dominates} others`;
  return {title: `design ${table.cell(row, 'design')}`, rows, ...(note ? {note} : {})};
}

/** One line, for readers of screens and for pictures' legends. */
export function designLine(table, row) {
  const {title, rows, note} = designFacts(table, row);
  return `${title}: ${rows.map(([label, value]) => `${label} ${value}`).join(', ')}${note ? `; ${note}` : ''}`;
}
