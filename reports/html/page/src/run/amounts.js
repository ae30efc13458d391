// DRAM traffic by tensor, energy by component, area by part.
import {bytes, energy, quantity} from '../format.js';
import {h, nameNode} from '../dom.js';
import {energyByLayer, traffic} from '../charts/amounts.js';
import {layerTable} from '../charts/layers.js';
import {stackedHeight} from '../charts/stacked.js';
import {chart} from '../parts/chart.js';
import {choice} from '../parts/choice.js';
import {section} from '../parts/shell.js';
import {shareBar} from '../parts/share_bar.js';
import {table} from '../parts/table.js';
import {label} from '../words.js';

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** A bar of the whole run and a chart by layer. */
function amounts(data, {name, title, group, parts, rows, of, format, option, total}) {
  const layers = layerTable(data);
  const totals = parts.map((_, p) => sum(rows.map((row) => row[of][p])));
  const options = {order: 'execution'};
  return [
    shareBar({group, parts: parts.map((key, p) => ({key, value: totals[p]})), format}),
    chart({
      name, title,
      description: `${rows.length} layers as bars. ${parts.map((key, p) => `${label(group, key)} ${format(totals[p])}`).join(', ')}.`,
      height: () => stackedHeight(rows.length),
      option: (theme, size) => option(data, theme, {...size, ...options}),
      legend: parts.map((key) => ({name: label(group, key), text: label(group, key), thing: key})),
      stops: () => rows.map((_, i) => ({series: 0, index: i, params: {dataIndex: i}})),
      table: () => ({
        what: 'layers', rows,
        columns: [
          {label: 'layer', name: true, value: ({layer}) => layers.name(layer)},
          ...parts.map((key, p) => ({label: label(group, key), value: (row) => row[of][p], format})),
          {label: total, value: (row) => sum(row[of]), format},
        ],
      }),
      controls: (it) => choice('Order', [['execution', 'as executed'], ['size', 'largest first']], (value) => {
        options.order = value;
        it.redraw({keepZoom: false});
      }),
    }),
  ];
}

export function trafficSection(data) {
  if (!data.traffic?.rows.length) return null;
  return section({id: 'traffic', title: 'DRAM traffic by tensor', short: 'DRAM'}, amounts(data, {
    name: 'traffic', title: 'DRAM bytes by layer and tensor', group: 'tensors', parts: data.traffic.tensors, rows: data.traffic.rows,
    of: 'bytes', format: bytes, option: traffic, total: label('figures', 'dram_bytes'),
  }));
}

export function energySection(data) {
  if (!data.energy?.rows.length) return null;
  return section({id: 'energy', title: 'Energy by component', short: 'Energy'}, amounts(data, {
    name: 'energy', title: 'Energy by layer and component', group: 'components', parts: data.energy.components, rows: data.energy.rows,
    of: 'pj', format: energy, option: energyByLayer, total: label('figures', 'energy_pj'),
  }));
}

export function areaSection(data) {
  if (!data.area?.parts.length) return null;
  const {um2, parts, not_counted: missing} = data.area;
  return section({id: 'area', title: 'Area', lead: missing?.length ? ['Not counted: ', nameNode([missing].flat().join(', '), 300), '.'] : undefined},
    h('div', {class: 'narrow'}, table({
      caption: 'Area by part', what: 'parts', rows: [...parts].sort((a, b) => b.um2 - a.um2), filter: false,
      columns: [
        {label: 'part', name: true, value: ({name}) => name},
        {label: 'area', value: (part) => part.um2, format: (value) => quantity(value, 'um2')},
        {label: 'share', value: (part) => part.um2 / um2, format: (value) => quantity(value, 'share')},
        {label: 'of', value: ({of}) => of, name: true},
      ],
    })));
}
