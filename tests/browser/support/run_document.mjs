// Documents of runs as docs/report.md has them, of any size and with any names. The figures are made up, but consistent:
// causes add up to cycles, spans follow one another.

const causes = ['mac', 'fill_drain', 'weight_load', 'sram_stall', 'dram_stall', 'vector'];
const components = ['multiply_add', 'registers', 'ifmap_sram', 'weight_sram', 'ofmap_sram', 'dram', 'vector'];
const tensors = ['activations', 'weights', 'partial_sums', 'results'];

const word = (label, definition, unit) => ({label, definition, ...(unit ? {unit} : {})});

const words = {
  figures: {
    latency_s: word('latency', 'time of one forward', 's'), cycles: word('cycles', 'cycles of one forward', 'cycles'),
    utilization: word('utilisation', 'MACs / (R C cycles)', 'share'), energy_pj: word('energy', 'energy of one forward', 'pJ'),
    tops_per_w: word('efficiency', 'two operations a MAC, in 10^12 a joule', 'TOPS/W'),
    dram_bytes: word('DRAM traffic', 'bytes read from and written to DRAM', 'B'),
    intensity: word('intensity', 'MACs / DRAM bytes', 'MAC/B'),
  },
  causes: {
    mac: word('mac', 'the array computes', 'cycles'), fill_drain: word('fill and drain', 'the wavefront crosses the array', 'cycles'),
    weight_load: word('weight load', 'stationary operands go in', 'cycles'), sram_stall: word('SRAM stall', 'a port is too narrow', 'cycles'),
    dram_stall: word('DRAM stall', 'waiting for a tile, or for a store', 'cycles'), vector: word('vector', 'the vector unit works', 'cycles'),
  },
  bottlenecks: {compute: word('compute', 'most cycles are the array’s own'), dram: word('DRAM', 'most cycles wait for DRAM')},
  engines: {array: word('array', 'runs on the array'), fused: word('fused', 'done on the way by another layer')},
  units: {
    layers: word('layers', 'which layer runs'), load: word('load', 'tiles on their way from DRAM'),
    array: word('array', 'tiles that the array works on'), store: word('store', 'results on their way to DRAM'),
  },
  states: {wait_dram: word('waits for DRAM', 'its data is under way'), wait_buffer: word('waits for a buffer', 'no half is free')},
  counters: {'ifmap occupancy': word('ifmap SRAM', 'bytes held for activations', 'B'), 'dram read_in_flight': word('DRAM reads in flight', 'bytes on their way', 'B')},
  tensors: Object.fromEntries(tensors.map((name) => [name, word(name.replace('_', ' '), `${name} that cross the pins`, 'B')])),
  components: Object.fromEntries(components.map((name) => [name, word(name.replace('_', ' '), `energy of ${name}`, 'pJ')])),
  columns: {
    layer: word('layer', 'its name'), kind: word('kind', 'what it computes'), engine: word('engine', 'what it runs on'),
    m: word('M', 'rows of the product'), k: word('K', 'depth of the product'), n: word('N', 'columns of the product'),
    macs: word('MACs', 'multiply-adds', 'count'), total_cycles: word('cycles', 'from its first to its last', 'cycles'),
    utilization: word('util', 'MACs / (R C cycles)', 'share'), stall_cycles: word('stalls', 'cycles that memory adds', 'cycles'),
    dram_read_bytes: word('DRAM read', 'bytes read', 'B'), energy_pj: word('energy', 'of the layer', 'pJ'), bottleneck: word('bound by', 'what binds'),
  },
};

/** Numbers that look like chance and are the same every time. */
function dice(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Cycles of a layer by cause. */
function stackOf(roll, i) {
  const mac = 200 + Math.floor(roll() * 40000);
  const share = (most) => Math.floor(mac * roll() * most);
  return [mac, share(0.3), share(0.2), i % 7 === 3 ? share(0.5) : 0, share(0.4), share(0.2)];
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

function layerRow(name, i, stack, roll) {
  const cycles = sum(stack);
  const bytes = Math.floor(stack[0] * (0.2 + 20 * roll() ** 4)) + 64;
  const macs = stack[0] * 200;
  return {
    cells: [name, i % 5 === 4 ? 'linear' : 'conv2d', 'array', 56 + i, 64, 128, macs, cycles, macs / (256 * cycles), stack[3] + stack[4],
      bytes, macs * 0.9 + bytes * 64, stack[4] > stack[0] / 3 ? 'dram' : 'compute'],
    bytes, macs, cycles,
  };
}

/** Tracks, waits and counters of the layers one after another, `pieces` spans of each on a track. */
function timelineOf(layers, pieces) {
  const tracks = ['layers', 'load', 'array', 'store'].map((name) => ({name, unit: name, spans: []}));
  const waits = [{name: 'array waits', unit: 'array', spans: []}];
  const [occupancy, flight] = [[], []];
  let at = 0;
  layers.forEach(({cycles}, i) => {
    tracks[0].spans.push([at, at + cycles, i]);
    for (let p = 0; p < pieces; ++p) {
      const [from, length] = [at + Math.floor((cycles * p) / pieces), Math.floor(cycles / pieces)];
      if (length < 8) continue;
      tracks[1].spans.push([from, from + (length >> 2), i]);
      tracks[2].spans.push([from + (length >> 3), from + length - (length >> 3), i, ...(p % 2 ? [length >> 1] : [])]);
      tracks[3].spans.push([from + (length >> 1), from + (length >> 1) + (length >> 2), i]);
      waits[0].spans.push([from, from + (length >> 3), p % 2 ? 'wait_dram' : 'wait_buffer']);
      occupancy.push([from, 4096 * (1 + (p % 8))]);
      flight.push([from, 2048], [from + (length >> 2), 0]);
    }
    at += cycles;
  });
  return {
    cycles: at, clock_hz: 8e8, merged: pieces > 1, tracks, waits,
    counters: [{name: 'ifmap occupancy', unit: 'B', capacity: 65536, points: occupancy}, {name: 'dram read_in_flight', unit: 'B', points: flight}],
  };
}

/**
 * @param {object} [what]
 * @param {number} [what.layers]
 * @param {string[]} [what.names]  of the first layers
 * @param {number} [what.pieces]  spans of a layer on a track; 0: no timeline
 * @param {object} [what.more]  parts of the document that replace these
 */
export function runDocument({layers: count = 8, names = [], pieces = 6, more = {}} = {}) {
  const roll = dice(7);
  const stacks = Array.from({length: count}, (_, i) => stackOf(roll, i));
  const layers = stacks.map((stack, i) => layerRow(names[i] ?? `stage${Math.floor(i / 10)}.conv${i}`, i, stack, roll));
  const cycles = sum(layers.map((layer) => layer.cycles));
  const [bytes, macs] = [sum(layers.map((layer) => layer.bytes)), sum(layers.map((layer) => layer.macs))];
  const rows = (key, values) => layers.map((layer, i) => ({layer: i, [key]: values(layer, i)}));
  return {
    format: 1, kind: 'run', version: '0.1.0', title: 'a network on a chip', source: 'out/demo', notes: [], words,
    accelerator: 'chip', workload: 'network', detail: 'event',
    totals: [
      {name: 'latency_s', value: cycles / 8e8, remark: `${cycles} cycles at 800 MHz`}, {name: 'cycles', value: cycles},
      {name: 'utilization', value: macs / (256 * cycles)}, {name: 'energy_pj', value: macs + bytes * 64},
      {name: 'tops_per_w', value: (2 * macs) / (macs + bytes * 64)}, {name: 'dram_bytes', value: bytes},
    ],
    summary: {array_rows: 16, array_cols: 16, clock_hz: 8e8, detail: 'event'},
    layers: {columns: Object.keys(words.columns), rows: layers.map(({cells}) => cells)},
    stack: {causes, rows: rows('cycles', (_, i) => stacks[i])},
    roofline: {
      peak_macs_per_cycle: 256, dram_bytes_per_cycle: 16, ridge: 16,
      points: layers.map((layer, i) => ({
        layer: i, intensity: layer.macs / layer.bytes, macs_per_cycle: Math.min(250, layer.macs / layer.cycles), bound: layer.cells[12],
      })),
    },
    ...(pieces > 0 ? {timeline: timelineOf(layers, pieces)} : {}),
    traffic: {tensors, rows: rows('bytes', (layer) => [layer.bytes >> 1, layer.bytes >> 2, layer.bytes >> 3, layer.bytes >> 3])},
    energy: {components, rows: rows('pj', (layer) => [0.2, 0.3, 0.05, 0.02, 0.08, 0.3, 0.05].map((part) => part * layer.macs))},
    area: {um2: 3e5, parts: [{name: 'multiply-add', um2: 1e5, of: '256 multipliers'}, {name: 'SRAM', um2: 2e5, of: '48 macros'}], not_counted: 'control'},
    config: 'name: chip\narray:\n  rows: 16\n', network: 'network: network\n', command: 'systole run -a chip -w network',
    ...more,
  };
}
