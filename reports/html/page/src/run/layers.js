// The layer table: what an architect looks a figure up in.
import {quantity, significant} from '../format.js';
import {h} from '../dom.js';
import {layerTable} from '../charts/layers.js';
import {section} from '../parts/shell.js';
import {table} from '../parts/table.js';
import {definition, definitionId, label, unit} from '../words.js';

/** What is shown before all columns are asked for. */
const first = [
  'layer', 'kind', 'engine', 'm', 'k', 'n', 'macs', 'total_cycles', 'utilization', 'stall_cycles', 'dram_read_bytes',
  'dram_write_bytes', 'energy_pj', 'bottleneck',
];
const choices = new Set(['kind', 'engine', 'bottleneck', 'dataflow']);
/** Cells that name a thing of the machine. */
const groups = {engine: 'engines', bottleneck: 'bottlenecks'};

function column(data, name, index) {
  const measured = unit('columns', name);
  const group = groups[name];
  const text = label('columns', name);
  return {
    key: name, label: text, unit: measured === 'cycles' && !text.includes('cycles') ? 'cycles' : undefined,
    definition: definition('columns', name), definitionId: definitionId('columns', name),
    // Layers that another one carries, or that only rename addresses, take nothing: their zeros would hide the others.
    value: ({cells, aside}) => (aside && (cells[index] === 0 || name === 'bottleneck') ? null : cells[index]), choices: choices.has(name), name: name === 'layer' || name === 'fused',
    format: (value) => (group ? label(group, value) : typeof value === 'number'
      ? (measured && measured !== 'cycles' && measured !== 'count' ? quantity(value, measured) : significant(value)) : String(value)),
  };
}

export function layersSection(data) {
  const layers = layerTable(data);
  if (layers.rows.length === 0) return null;
  const engine = layers.columns.indexOf('engine');
  const rows = layers.rows.map((cells) => ({cells, aside: ['fused', 'view'].includes(cells[engine])}));
  const make = (names) => table({
    caption: 'Layers', what: 'layers', filter: rows.length > 3, rows,
    columns: names.map((name) => column(data, name, layers.columns.indexOf(name))),
    rowClass: ({aside}) => (aside ? 'aside' : null),
  });
  const few = first.filter((name) => layers.has(name));
  const place = h('div', {}, make(few));
  let all = false;
  const toggle = h('button', {type: 'button', class: 'quiet', 'aria-pressed': 'false', onclick: () => {
    all = !all;
    toggle.setAttribute('aria-pressed', String(all));
    place.replaceChildren(make(all ? layers.columns : few));
  }}, `All ${layers.columns.length} columns`);
  return section({id: 'layers', title: 'Layers', short: 'Layers'}, h('div', {class: 'section-controls'}, toggle), place);
}
