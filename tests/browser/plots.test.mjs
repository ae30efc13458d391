// The charts as SVG files with their rows as CSV: drawn by the binary of real runs and sweeps, and by Node alone of
// documents that nobody gives.
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {after, before} from 'node:test';
import {compareDocument} from './support/compare_document.mjs';
import {hostileNames} from './support/hostile_names.mjs';
import {systole} from './support/machine.mjs';
import {root, scratch, startBrowser} from './support/page.mjs';
import {runDocument} from './support/run_document.mjs';
import {manyAxes, sweepDocument, usualAxes} from './support/sweep_document.mjs';

let browser;
let assets;
before(async () => {
  browser = await startBrowser();
  assets = mkdtempSync(join(tmpdir(), 'systole-plots-'));
  execFileSync('node', [join(root, 'reports/html/page/build.mjs'), assets]);
});
after(async () => {
  await browser.close();
  rmSync(assets, {recursive: true});
});

/** Draws a document's charts without the binary. */
function plots(directory, document) {
  return spawnSync('node', [join(assets, 'plots.mjs'), directory],
    {input: typeof document === 'string' ? document : JSON.stringify(document), encoding: 'utf8', maxBuffer: 2 ** 28});
}

/** CSV as objects by column. */
function csv(path) {
  const rows = [];
  let [row, cell, quoted] = [[], '', false];
  for (const sign of readFileSync(path, 'utf8').replace(/""/g, '\u0007')) {
    if (sign === '"') quoted = !quoted;
    else if (quoted || !',\n'.includes(sign)) cell += sign === '\u0007' ? '"' : sign;
    else {
      row.push(cell);
      cell = '';
      if (sign === '\n') {
        rows.push(row);
        row = [];
      }
    }
  }
  return rows.slice(1).map((cells) => Object.fromEntries(rows[0].map((name, i) => [name, cells[i]])));
}

/** What Chromium's XML parser makes of a picture: its texts, and how many marks it has. */
async function picture(path) {
  const page = await browser.newPage();
  try {
    return await page.evaluate((text) => {
      const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
      const paths = [...svg.querySelectorAll('svg svg path')];
      return {
        broken: svg.querySelector('parsererror')?.textContent ?? null,
        foreign: svg.querySelectorAll('script, foreignObject, image, style, a').length,
        events: [...svg.querySelectorAll('*')].filter((element) => [...element.attributes].some(({name}) => name.startsWith('on'))).length,
        texts: [...svg.querySelectorAll('text')].map((element) => element.textContent),
        circles: paths.filter((path) => /^M1 0A1 1/.test(path.getAttribute('d')) && path.getAttribute('transform')).length,
        diamonds: paths.filter((path) => /^M0 -1L1 0L0 1L-1 0/.test(path.getAttribute('d'))).length,
        ink: paths.length,
      };
    }, readFileSync(path, 'utf8'));
  } finally {
    await page.close();
  }
}

test('[B11] accuracy, latency, accuracy against latency and the distribution of errors of a run are files, with a row a mark', async (t) => {
  const directory = scratch(t);
  systole(directory, 'run', '-a', 'edge16', '-w', 'tiny_cnn_2d', '--timeline', '--out', 'run', '--quiet');
  systole(directory, 'accuracy', '-a', 'edge16', '-w', 'tiny_cnn_2d', '--out', 'accuracy', '--quiet');
  systole(directory, 'report', 'run', '--accuracy', 'accuracy', '--plots', 'plots');
  const of = (name) => join(directory, 'plots', name);
  const there = readdirSync(join(directory, 'plots')).sort();
  const wanted = ['accuracy', 'accuracy_latency', 'cycle_stack', 'energy', 'error_distribution', 'latency', 'roofline', 'timeline',
    'traffic'];
  assert.deepEqual(there, wanted.flatMap((name) => [`${name}.csv`, `${name}.svg`]));

  const summary = JSON.parse(readFileSync(join(directory, 'run/summary.json'), 'utf8'));
  const latency = csv(of('latency.csv'));
  const whole = latency.reduce((sum, row) => sum + Number(row.latency_s), 0);
  assert.ok(Math.abs(whole * summary.clock_hz - 65444) < 1e-3, `${whole} s`);
  assert.equal((await picture(of('latency.svg'))).texts.filter((text) => / [mµn]s$/.test(text) && !/^\d+ /.test(text)).length
    + (await picture(of('latency.svg'))).texts.filter((text) => /^\d{3} [mµn]s$/.test(text)).length, latency.length);

  // Two lines, of the error with what went before and alone; a legend of squares.
  const accuracy = csv(of('accuracy.csv'));
  assert.equal(accuracy.length, 8);
  assert.equal((await picture(of('accuracy.svg'))).circles, 2 * accuracy.length);
  const both = csv(of('accuracy_latency.csv'));
  assert.ok(both.length >= 7);
  assert.equal((await picture(of('accuracy_latency.svg'))).circles, both.length);
  for (const {layer, latency_s: seconds} of both) assert.equal(seconds, latency.find((row) => row.layer === layer).latency_s);
  const errors = csv(of('error_distribution.csv'));
  assert.equal(errors.length, accuracy.length);
  for (const row of errors) assert.ok(Math.abs(Number(row.within_one_step) + Number(row.further) - 1) < 1e-9);

  const stack = csv(of('cycle_stack.csv'));
  const cycles = stack.reduce((sum, {layer, ...causes}) => sum + Object.values(causes).reduce((a, b) => a + Number(b), 0), 0);
  assert.equal(cycles, 65444);
});

test('[B11][D8] cycles and utilisation of a sweep are files, with a row a mark, and the figures of the store', async (t) => {
  const directory = scratch(t);
  systole(directory, 'sweep', 'tiny_dse', '--out', 'tiny.db', '--quiet');
  systole(directory, 'report', 'tiny.db', '--plots', 'plots');
  systole(directory, 'export', 'tiny.db', '--out', 'tiny.csv');
  const points = csv(join(directory, 'tiny.csv'));
  const of = (name) => join(directory, 'plots', name);
  for (const [name, figure] of [['dse_cycles', 'cycles'], ['dse_utilization', 'utilization']]) {
    const rows = csv(of(`${name}.csv`));
    assert.equal(rows.length, 36);
    for (const row of rows) {
      const point = points.find(({design}) => design === row['best design']);
      assert.ok(Math.abs(Number(row[figure]) / Number(point[figure]) - 1) < 1e-6, `${name}: ${JSON.stringify(row)}`);
      for (const axis of ['array.rows, array.cols', 'scratchpad.*.size', 'array.dataflow']) assert.equal(row[axis], point[axis]);
    }
    const {circles, texts} = await picture(of(`${name}.svg`));
    assert.equal(circles, rows.length);
    for (const size of ['32 KiB', '256 KiB']) assert.ok(texts.includes(`scratchpad.*.size = ${size}`), String(texts));
  }
  const pareto = csv(of('pareto.csv'));
  const marks = await picture(of('pareto.svg'));
  assert.equal(pareto.length, 36);
  assert.equal(marks.circles + marks.diamonds, pareto.length);
  assert.equal(marks.diamonds, 1);
  assert.equal(pareto.filter(({front}) => front === '1').length, 9);
  const again = join(directory, 'again');
  systole(directory, 'report', 'tiny.db', '--plots', 'again');
  for (const name of readdirSync(again)) assert.deepEqual(readFileSync(join(again, name)), readFileSync(of(name)),
    `${name} is the same when drawn again`);
});

const hostileSweep = () => {
  const axes = usualAxes();
  axes[2] = {name: hostileNames[0], values: hostileNames, numeric: false, set: hostileNames.map((value) => [value])};
  return sweepDocument({axes, name: hostileNames[0], workload: hostileNames[7], accelerator: hostileNames[5]});
};

const documents = {
  'a run': () => runDocument(), 'a sweep': () => sweepDocument(), 'a comparison': () => compareDocument(),
  'a run with hostile names': () => runDocument({layers: hostileNames.length, names: hostileNames}),
  'a sweep with hostile names': hostileSweep,
  'a comparison with hostile names': () => compareDocument({layers: hostileNames.length, name: (i) => hostileNames[i % hostileNames.length],
    source: [hostileNames[0], hostileNames[10]]}),
  'a sweep of 20,000 designs': () => sweepDocument({axes: manyAxes()}),
};

for (const [name, make] of Object.entries(documents)) {
  test(`[B11] every picture of ${name} is well-formed, stands alone, and has its rows`, async (t) => {
    const directory = scratch(t);
    const {status, stdout, stderr} = plots(directory, make());
    assert.equal(status, 0, stderr);
    const names = stdout.trim().split('\n');
    assert.ok(names.length >= 4, stdout);
    for (const plot of names) {
      const {broken, foreign, events, texts, ink} = await picture(join(directory, `${plot}.svg`));
      assert.equal(broken, null, plot);
      assert.equal(foreign + events, 0, plot);
      assert.ok(texts.length > 3 && ink > 3, `${plot}: ${texts.length} texts, ${ink} paths`);
      assert.ok(!texts.some((text) => /undefined|NaN|\[object/.test(text)), `${plot}: ${texts.filter((text) => /undefined|NaN/.test(text))}`);
      assert.ok(csv(join(directory, `${plot}.csv`)).length > 0, plot);
    }
  });
}

test('what is no document is refused, and nothing is written', (t) => {
  const directory = scratch(t);
  const missing = join(directory, 'there');
  for (const text of ['', '{', '{"kind":"weather"}']) {
    const {status, stderr} = plots(missing, text);
    assert.equal(status, 2);
    assert.match(stderr, /^plots: /);
  }
  assert.throws(() => readdirSync(missing));
});
