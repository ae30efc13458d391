// Every layer under the roofline.
import {grouped, percent, significant} from '../format.js';
import {layerTable} from '../charts/layers.js';
import {boundsOf, pointFacts, roofline} from '../charts/roofline.js';
import {chart} from '../parts/chart.js';
import {section} from '../parts/shell.js';
import {definition, definitionId, label} from '../words.js';

export function rooflineSection(data) {
  if (!data.roofline?.points.length) return null;
  const {points, peak_macs_per_cycle: peak, ridge} = data.roofline;
  const layers = layerTable(data);
  const bounds = boundsOf(data);
  // Where a keyboard's arrows go: by intensity. Series are by bound, and points within them in the document's order.
  const stops = () => points.map((point, i) => i).sort((a, b) => points[a].intensity - points[b].intensity).map((i) => ({
    series: bounds.indexOf(points[i].bound),
    index: points.slice(0, i).filter(({bound}) => bound === points[i].bound).length,
    facts: pointFacts(data, points[i]),
  }));
  const below = ridge ? points.filter(({intensity}) => intensity < ridge).length : 0;
  return section({id: 'roofline', title: 'Roofline'}, chart({
    name: 'roofline',
    title: 'Layers under the roofline',
    note: ridge ? `Left of the ridge, where DRAM sets the bound: ${grouped(below)} of ${grouped(points.length)} layers. A point’s area is its share of the cycles.`
      : 'DRAM has no limit here. A point’s area is its share of the cycles.',
    description: `${points.length} layers by intensity and MACs a cycle; the peak is ${significant(peak)} MACs a cycle${ridge ? `, the ridge at ${significant(ridge)} MAC/B` : ''}.`,
    height: (width) => (width < 600 ? 340 : 440),
    option: (theme, size) => roofline(data, theme, size),
    legend: bounds.map((bound) => ({name: label('bottlenecks', bound), text: label('bottlenecks', bound), thing: bound})),
    stops,
    table: () => ({
      what: 'layers', rows: points,
      columns: [
        {label: 'layer', name: true, value: ({layer}) => layers.name(layer)},
        {label: label('figures', 'intensity'), unit: 'MAC/B', definition: definition('figures', 'intensity'),
          definitionId: definitionId('figures', 'intensity'), value: ({intensity}) => intensity, format: significant},
        {label: 'at best', unit: 'MAC/B', value: ({best_intensity: best}) => best, format: significant,
          definition: 'intensity if each byte moved once'},
        {label: 'MACs a cycle', value: ({macs_per_cycle: rate}) => rate, format: significant},
        {label: 'of peak', value: ({macs_per_cycle: rate}) => rate / peak, format: percent},
        {label: 'cycles', value: ({layer}) => layers.cell(layer, 'total_cycles'), format: grouped},
        {label: 'bound by', choices: true, value: ({bound}) => label('bottlenecks', bound)},
      ],
    }),
  }));
}
