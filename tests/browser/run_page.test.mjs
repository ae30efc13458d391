// The report of a run as it opens: on wide and narrow windows, light and dark, and on paper.
import assert from 'node:assert/strict';
import test, {after, before} from 'node:test';
import {themes} from '../../reports/html/page/src/theme.js';
import {assertAccessible, assertFits, assertPainted, pixelsOf} from './support/checks.mjs';
import {drawAll, openDocument, startBrowser} from './support/page.mjs';
import {runDocument} from './support/run_document.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

/** What each chart of a run must show, by thing. */
const shown = {
  cycle_stack: ['mac', 'fill_drain', 'weight_load', 'sram_stall', 'dram_stall', 'vector'],
  timeline: ['array', 'load', 'store'],
  traffic: ['activations', 'weights', 'partial_sums', 'results'],
  energy: ['multiply_add', 'registers', 'ifmap_sram', 'weight_sram', 'ofmap_sram', 'dram', 'vector'],
};

async function assertAllPainted(page, theme) {
  for (const [name, things] of Object.entries(shown)) {
    // A unit's spans alternate in strength; at full strength some are.
    await assertPainted(page, name, things.map(theme.of));
  }
  await assertPainted(page, 'roofline', [theme.mark]);
}

for (const width of [1280, 390]) {
  for (const look of ['light', 'dark']) {
    test(`[B11] the report of a run opens at ${width} px, ${look}: all charts painted, nothing asked of the network`, async (t) => {
      const page = await openDocument(t, browser, runDocument(), {width, theme: look});
      await drawAll(page);
      await assertAllPainted(page, themes[look]);
      await assertFits(page);
      const titles = await page.$$eval('main h2', (found) => found.map((it) => it.textContent));
      assert.deepEqual(titles, ['Where the cycles went', 'Roofline', 'Timeline', 'DRAM traffic by tensor', 'Energy by component',
        'Layers', 'Area', 'What was run', 'Definitions']);
    });

    test(`[B11] the report of a run has no serious fault of accessibility at ${width} px, ${look}`, async (t) => {
      const page = await openDocument(t, browser, runDocument(), {width, theme: look});
      await drawAll(page);
      for (const button of await page.$$('button[aria-expanded="false"]')) await button.click();
      await page.$$eval('details', (found) => found.forEach((it) => { it.open = true; }));
      await assertAccessible(page);
    });
  }
}

test('[B11] each total has its figure, its unit and its definition, on hover and on focus', async (t) => {
  const document = runDocument();
  const page = await openDocument(t, browser, document);
  const totals = await page.$$eval('.total', (found) => found.map((it) => it.querySelector('.figure').textContent));
  assert.equal(totals.length, document.totals.length);
  for (const [i, unit] of [/\d [mµn]s$/, /^[\d,]+ cycles$/, /\d%$/, /\d [mµn]J$/, /\d TOPS\/W$/, /\d [KMG]iB$/].entries()) assert.match(totals[i], unit);
  for (const [i, {name}] of document.totals.entries()) {
    const term = page.locator('.total .term').nth(i);
    const {definition} = document.words.figures[name];
    await term.hover();
    assert.equal(await page.locator('.tip.shown').textContent(), definition);
    await page.mouse.move(5, 500);
    assert.equal(await page.locator('.tip.shown').count(), 0);
    await term.focus();
    assert.equal(await page.locator('.tip.shown').textContent(), definition);
    // The same for who does not see it.
    assert.equal(await term.evaluate((it) => document.getElementById(it.getAttribute('aria-describedby')).textContent), definition);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.tip.shown').count(), 0);
  }
});

test('[B11] the switch of the theme repaints charts, and the choice outranks the system', async (t) => {
  const page = await openDocument(t, browser, runDocument());
  await drawAll(page);
  await page.getByRole('button', {name: 'Dark'}).click();
  await assertPainted(page, 'cycle_stack', shown.cycle_stack.map(themes.dark.of));
  const mac = themes.light.of('mac');
  assert.equal((await pixelsOf(page, 'cycle_stack', [mac]))[mac], 0);
  assert.equal(await page.getByRole('button', {name: 'Dark'}).getAttribute('aria-pressed'), 'true');
  await page.getByRole('button', {name: 'Auto'}).click();
  await assertPainted(page, 'cycle_stack', [themes.light.of('mac')]);
  await page.emulateMedia({colorScheme: 'dark'});
  await assertPainted(page, 'cycle_stack', [themes.dark.of('mac')]);
});

test('[B11] on paper charts are drawings of its width, in colours for paper, and there are no controls', async (t) => {
  const page = await openDocument(t, browser, runDocument(), {theme: 'dark', width: 794});
  // Charts that were never in view are on paper, too.
  await page.emulateMedia({media: 'print'});
  await page.waitForFunction(() => [...document.querySelectorAll('.paper')].every((it) => it.childElementCount > 0));
  const charts = await page.$$eval('.chart', (found) => found.map((it) => {
    const svg = it.querySelector('.paper svg');
    const box = svg?.getBoundingClientRect();
    return {name: it.dataset.chart, width: box?.width ?? 0, height: box?.height ?? 0, marks: svg?.querySelectorAll('path, rect, text').length ?? 0,
      errors: it.querySelectorAll('parsererror').length, text: svg?.textContent ?? '', source: svg?.outerHTML ?? ''};
  }));
  assert.deepEqual(charts.map(({name}) => name), ['cycle_stack', 'roofline', 'timeline', 'traffic', 'energy']);
  for (const {name, width, height, marks, errors} of charts) {
    assert.equal(errors, 0, name);
    assert.ok(width > 500 && height > 150 && marks > 20, `${name}: ${width} x ${height}, ${marks} marks`);
  }
  for (const [name, things] of Object.entries(shown)) {
    const {source} = charts.find((it) => it.name === name);
    for (const thing of things) assert.ok(source.includes(themes.print.of(thing)), `${name}: ${thing}`);
  }
  assert.match(charts[0].text, /stage0\.conv0/);
  for (const control of ['.bar', '.controls', '.filters', '.canvas', '.section-controls']) {
    assert.equal(await page.locator(control).first().isVisible(), false, control);
  }
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  assert.equal(await page.locator('.definitions dd').first().isVisible(), true);
  const pdf = await page.pdf({preferCSSPageSize: true});
  assert.ok(pdf.length > 30000, `${pdf.length} bytes of PDF`);
  await page.emulateMedia({media: 'screen'});
  assert.equal(await page.locator('.bar').isVisible(), true);
});

test('[B11] parts that a run does not have are left out, and nothing else', async (t) => {
  const document = runDocument({pieces: 0});
  for (const part of ['energy', 'area', 'roofline', 'network']) delete document[part];
  const page = await openDocument(t, browser, document);
  const titles = await page.$$eval('main h2', (found) => found.map((it) => it.textContent));
  assert.deepEqual(titles, ['Where the cycles went', 'DRAM traffic by tensor', 'Layers', 'What was run', 'Definitions']);
});
