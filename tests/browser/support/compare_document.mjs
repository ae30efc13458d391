// Documents of comparisons as docs/report.md has them, of any size and with any names. Figures add up.

const causes = ['mac', 'fill_drain', 'weight_load', 'sram_stall', 'dram_stall', 'vector'];
const components = ['multiply_add', 'registers', 'dram'];
const word = (label, definition, unit) => ({label, definition, unit});

const words = {
  causes: Object.fromEntries(causes.map((name) => [name, word(name.replace('_', ' '), `what ${name} is`, 'cycles')])),
  components: Object.fromEntries(components.map((name) => [name, word(name.replace('_', ' '), `energy of ${name}`, 'pJ')])),
  engines: {array: word('array', 'runs on the array'), fused: word('fused', 'done on the way by another layer')},
};

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** A layer in one run: its cycles by cause follow from its number and a factor. */
function side(i, factor) {
  const stack = causes.map((_, c) => Math.round((1000 + 37 * (i % 11)) * (c + 1) * (c === 3 ? factor ** 2 : factor)));
  const cycles = sum(stack);
  return {kind: 'conv2d', engine: 'array', cycles, energy_pj: cycles * 12.5, dram_bytes: 64 * cycles, stack};
}

/**
 * @param {{layers?: number, name?: (i: number) => string, source?: [string, string], keys?: object[], notes?: string[]}} [wanted]
 */
export function compareDocument({layers = 6, name = (i) => `conv${i}`, source = ['out/a', 'out/b'], keys, notes = []} = {}) {
  const pairs = Array.from({length: layers}, (_, i) => ({name: name(i), a: side(i, 1), b: side(i, i % 3 === 2 ? 1.3 : 0.6)}));
  // A layer that only one of them has, and one that costs nothing.
  pairs.push({name: name(layers), a: side(1, 1)},
    {name: name(layers + 1), a: {...side(1, 0), engine: 'fused'}, b: {...side(1, 0), engine: 'fused'}});
  const total = (run, figure) => sum(pairs.map((pair) => pair[run]?.[figure] ?? 0));
  const row = (figure, label, unit, goal, scale = 1) => {
    const [a, b] = [total('a', figure) * scale, total('b', figure) * scale];
    return {label, unit, definition: `what ${label} is`, ...(goal ? {goal} : {}), a, b, ratio: b / a};
  };
  const stackOf = (run, c) => sum(pairs.map((pair) => pair[run]?.stack[c] ?? 0));
  const energies = (run) => components.map((_, c) => total(run, 'energy_pj') * [0.2, 0.3, 0.5][c]);
  const run = (path) => ({
    source: path, title: 'net on chip', accelerator: 'chip', workload: 'net', detail: 'event', version: 'test', config: 'name: chip\n',
      command: 'systole run -a chip -w net',
  });
  return {
    format: 1, kind: 'compare', version: 'test', title: 'two runs', notes, words, a: run(source[0]), b: run(source[1]),
    keys: keys ?? [{path: 'array.rows', a: '16', b: '32', default: false}, {path: 'cim.macros', a: '-', b: '4', default: true}],
    totals: [
      {name: 'cycles', ...row('cycles', 'cycles', 'cycles', 'min')}, {name: 'latency_s', ...row('cycles', 'latency', 's', 'min', 1 / 8e8)},
      {name: 'energy_pj', ...row('energy_pj', 'energy', 'pJ', 'min')}, {name: 'tops', ...row('cycles', 'throughput', 'TOPS', 'max', 1e-6)},
      {name: 'macs', label: 'MACs', unit: 'count', definition: 'multiply-adds', a: 1000, b: 1000, ratio: 1},
    ],
    causes, cycle_stack: causes.map((cause, c) => ({name: cause, a: stackOf('a', c), b: stackOf('b', c)})),
    components: components.map((component, c) => ({name: component, a: energies('a')[c], b: energies('b')[c]})),
    layers: pairs,
  };
}
