// Reports that the binary itself wrote, of runs that it made: what the page says is what the run's files say.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {after, before} from 'node:test';
import {themes} from '../../reports/html/page/src/theme.js';
import {assertAccessible, assertFits, assertPainted, pixelsOf} from './support/checks.mjs';
import {hostileNames} from './support/hostile_names.mjs';
import {drawAll, openFile, scratch, startBrowser} from './support/page.mjs';

let browser;
before(async () => {
  assert.ok(process.env.SYSTOLE, 'SYSTOLE says which binary is tested');
  browser = await startBrowser();
});
after(() => browser?.close());

const systole = (...words) => execFileSync(process.env.SYSTOLE, words, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});

/** layers.csv as rows of names to cells. No cell of these runs has a comma or quotes. */
function layersOf(directory) {
  const [head, ...lines] = readFileSync(join(directory, 'layers.csv'), 'utf8').trim().split('\n').map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])));
}

const titles = (page) => page.$$eval('main h2', (found) => found.map((it) => it.textContent));

test('[B11] a run writes its report: totals, layers and cycles are those of its files', async (t) => {
  const out = scratch(t);
  const file = join(out, 'demo.html');
  systole('run', '-a', 'edge16', '-w', 'tiny_cnn_2d', '--out', join(out, 'demo'), '--report', file, '--quiet');
  assert.ok(statSync(file).size < 5e6);
  const page = await openFile(t, browser, file);
  await drawAll(page);
  const {totals} = JSON.parse(readFileSync(join(out, 'demo', 'summary.json'), 'utf8'));
  const total = (key) => page.locator(`.total[data-key="${key}"] .figure`).textContent();
  assert.equal(await total('cycles'), `${totals.cycles.toLocaleString('en')} cycles`);
  assert.equal(await total('latency_s'), `${(totals.seconds_per_forward * 1e6).toFixed(1)} µs`);
  assert.equal(await total('utilization'), `${(totals.utilization * 100).toFixed(1)}%`);
  assert.equal(await total('dram_bytes'), `${((totals.dram_read_bytes + totals.dram_write_bytes) / 1024).toFixed(0)} KiB`);
  const layers = layersOf(join(out, 'demo'));
  assert.deepEqual(await page.locator('#layers tbody th').allInnerTexts(), layers.map(({layer}) => layer));
  const chart = page.locator('[data-chart="cycle_stack"]');
  await chart.getByRole('button', {name: 'Table'}).click();
  const cycles = await chart.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.lastElementChild.textContent));
  assert.deepEqual(cycles, layers.map((layer) => Number(layer.total_cycles)).filter((n) => n > 0).map((n) => n.toLocaleString('en')));
  for (const [name, things] of [['cycle_stack', ['mac', 'fill_drain', 'weight_load', 'dram_stall', 'vector']], ['timeline', ['array', 'store', 'load']],
    ['traffic', ['activations', 'weights', 'results']], ['energy', ['dram', 'multiply_add', 'registers']]]) {
    await assertPainted(page, name, things.map(themes.light.of));
  }
  assert.ok((await pixelsOf(page, 'roofline', [])).ink > 20000);
  await assertFits(page);
  await assertAccessible(page);
  assert.match(await page.locator('.source').first().innerText(), /systole run/);
});

test('[B11] a run on CIM macros shows codes, clip rates and SNR, and what the network’s codes cost each layer', async (t) => {
  const out = scratch(t);
  const file = join(out, 'cim.html');
  systole('run', '-a', 'norflash28', '-w', 'jit_b16_ffn', '--out', join(out, 'run'), '--quiet');
  const study = systole('accuracy', 'cim', '-w', 'jit_b16_ffn', '--sigma', '0', '2', '--samples', '1', '4', '--tokens', '4', '--json');
  writeFileSync(join(out, 'study.json'), study);
  writeFileSync(join(out, 'accuracy.json'), systole('accuracy', '-a', 'edge16', '-w', 'tiny_cnn_2d', '--json'));
  systole('report', join(out, 'run'), '--cim', join(out, 'study.json'), '--accuracy', join(out, 'accuracy.json'), '--out', file);
  const page = await openFile(t, browser, file);
  assert.ok((await titles(page)).includes('CIM macros') && (await titles(page)).includes('Accuracy'));
  await drawAll(page);
  const {points} = JSON.parse(study);
  assert.equal(points.length, 4);
  const rows = await page.getByRole('region', {name: 'Codes, clip rates and SNR'}).locator('tbody tr').allInnerTexts();
  assert.equal(rows.length, points.length);
  // SNR as the table writes it: three digits.
  points.forEach(({snr_db: snr}, i) => assert.ok(rows[i].split('\t').includes(snr.toPrecision(3)), `${snr} in ${rows[i]}`));
  const select = page.locator('[data-chart="cim"]').getByLabel('Figure', {exact: true});
  const figures = await select.locator('option').allInnerTexts();
  for (const part of [/snr/i, /clip/i, /codes/i]) assert.ok(figures.some((figure) => part.test(figure)), `${part} among ${figures}`);
  const before = await pixelsOf(page, 'cim', [themes.light.palette[0]]);
  await select.selectOption(figures.find((figure) => /cosine/i.test(figure)));
  assert.notDeepEqual(await pixelsOf(page, 'cim', [themes.light.palette[0]]), before);
  const {layers} = JSON.parse(readFileSync(join(out, 'accuracy.json'), 'utf8'));
  assert.equal(await page.getByRole('region', {name: 'Accuracy by layer'}).locator('tbody tr').count(), layers.length);
  await assertPainted(page, 'accuracy', [themes.light.palette[0]]);
  await assertFits(page);
  await assertAccessible(page);
});

/** A line of CSV from cells. */
const csvLine = (cells) => cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join(',');

test('[B11] names in the files of a run that somebody else sent are text in the report that the binary writes', async (t) => {
  const out = scratch(t);
  const run = join(out, 'run');
  systole('run', '-a', 'edge16', '-w', 'tiny_cnn_2d', '--out', run, '--quiet');
  // Neither NUL nor a blank is a name there.
  const names = hostileNames.filter((name) => !name.includes('\u0000') && name.trim() !== '');
  for (const file of ['layers.csv', 'cycle_stack.csv']) {
    const lines = readFileSync(join(run, file), 'utf8').trim().split('\n').map((line) => line.split(','));
    lines.slice(1).forEach((cells, i) => { if (cells[0] !== 'total') cells[0] = names[i % names.length]; });
    writeFileSync(join(run, file), `${lines.map(csvLine).join('\n')}\n`);
  }
  const summary = JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'));
  writeFileSync(join(run, 'summary.json'), JSON.stringify({...summary, accelerator: names[1], workload: names[0], notes: names}));
  const file = join(out, 'attack.html');
  systole('report', run, '--out', file);
  const page = await openFile(t, browser, file);
  await drawAll(page);
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  assert.equal(await page.locator('main img, main script, main svg[onload]').count(), 0);
  assert.equal(await page.locator('#layers tbody th').first().innerText(), names[0]);
  assert.ok((await page.title()).includes(names[0]));
  await assertPainted(page, 'cycle_stack', [themes.light.of('mac')]);
  await assertFits(page);
});
