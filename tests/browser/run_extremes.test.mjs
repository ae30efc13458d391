// Reports of runs with names that attack, and with a thousand layers.
import assert from 'node:assert/strict';
import test, {after, before} from 'node:test';
import {themes} from '../../reports/html/page/src/theme.js';
import {assertAccessible, assertFits, assertPainted, pixelsOf} from './support/checks.mjs';
import {hostileNames} from './support/hostile_names.mjs';
import {drawAll, openDocument, pageOf, paintTimes, startBrowser} from './support/page.mjs';
import {runDocument} from './support/run_document.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

/** Names everywhere where a user's name can be. */
function hostileDocument() {
  const document = runDocument({layers: hostileNames.length, names: hostileNames});
  const [script] = hostileNames;
  document.layers.rows.forEach((row, i) => { row[1] = hostileNames[i]; });
  document.area.parts[0] = {name: script, um2: 1e5, of: hostileNames[1]};
  return {
    ...document, title: script, source: hostileNames[1], accelerator: script, workload: script, notes: hostileNames,
    config: hostileNames.join('\n'), network: hostileNames.join('\n'), command: script,
  };
}

for (const width of [1280, 390]) {
  test(`[B11] names that would be markup, script or 10 kB long are text and nothing else, at ${width} px`, async (t) => {
    const document = hostileDocument();
    const page = await openDocument(t, browser, document, {width});
    await drawAll(page);
    for (const button of await page.getByRole('button', {name: 'Table'}).all()) await button.click();
    // Tooltips and what is read out have the names, too.
    for (const name of ['cycle_stack', 'traffic', 'energy', 'roofline']) {
      await page.locator(`[data-chart="${name}"] .canvas`).focus();
      for (let i = 0; i < hostileNames.length; ++i) await page.keyboard.press('ArrowRight');
    }
    for (let i = 0; i < hostileNames.length; ++i) await page.locator('#timeline').getByLabel('Layer', {exact: true}).selectOption(String(i));
    assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
    // "__proto__" as a name adds nothing to what all objects inherit.
    assert.deepEqual(await page.evaluate(() => [Object.keys(Object.prototype), Object.keys(Object)]), [[], []]);
    assert.equal(await page.locator('main img, main iframe, main script, main object, main [onerror], main [onload]').count(), 0);
    assert.equal(await page.locator('#layers tbody tr').count(), hostileNames.length);
    const shown = await page.locator('#layers tbody th').allInnerTexts();
    assert.equal(shown[0], hostileNames[0]);
    assert.equal(await page.locator('#layers tbody th bdi').count(), hostileNames.length, 'each name is isolated from the text around it');
    await assertPainted(page, 'cycle_stack', [themes.light.of('mac')]);
    await assertFits(page);
    await page.emulateMedia({media: 'print'});
    await page.waitForFunction(() => [...document.querySelectorAll('.paper')].every((it) => it.childElementCount > 0));
    assert.equal(await page.locator('.paper parsererror').count(), 0);
    assert.equal(await page.locator('.paper script, .paper foreignObject').count(), 0);
    assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  });
}

test('[B11] names of other scripts and quotes do not hinder accessibility', async (t) => {
  await assertAccessible(await openDocument(t, browser, hostileDocument()));
});

test('[B11] a run of 1,000 layers with its timeline stays usable', async (t) => {
  const document = runDocument({layers: 1000, pieces: 6});
  const size = pageOf(document).length;
  assert.ok(size < 5e6, `${size} bytes`);
  const page = await openDocument(t, browser, document);
  const [first, painted] = await paintTimes(page);
  console.log(`# 1,000 layers, ${(size / 1e6).toFixed(2)} MB: first paint after ${first.toFixed(0)} ms, ready after ${painted.toFixed(0)} ms`);
  await drawAll(page);
  for (const [name, thing] of [['cycle_stack', 'mac'], ['traffic', 'activations'], ['energy', 'dram']]) {
    await assertPainted(page, name, [themes.light.of(thing)]);
  }
  // Of the whole run a span is less than a pixel, but there is something everywhere.
  assert.ok((await pixelsOf(page, 'timeline', [])).ink > 50000);
  assert.equal(await page.locator('#layers tbody tr').count(), 100);
  await page.getByRole('button', {name: 'Show all 1,000'}).click();
  assert.equal(await page.locator('#layers tbody tr').count(), 1000);
  const started = Date.now();
  await page.getByLabel('Filter layers').fill('stage42');
  assert.equal(await page.locator('#layers tbody tr').count(), 10);
  await page.locator('#timeline').getByLabel('Layer', {exact: true}).selectOption('500');
  await assertPainted(page, 'timeline', ['array', 'load', 'store'].map(themes.light.of));
  console.log(`# 1,000 layers: filtered and zoomed within ${Date.now() - started} ms`);
  await assertFits(page);
});
