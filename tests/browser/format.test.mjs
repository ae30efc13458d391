// Numbers, colours and the filter, without a browser.
import assert from 'node:assert/strict';
import test from 'node:test';
import {bytes, compact, fixed, grouped, percent, quantity, shorten, si} from '../../reports/html/page/src/format.js';
import {themes} from '../../reports/html/page/src/theme.js';
import {clashes, contrast} from './support/colour.mjs';

test('[B11] numbers read as the console prints them', () => {
  const cases = [
    [bytes(0), '0 B'], [bytes(1023), '1023 B'], [bytes(1024), '1.00 KiB'], [bytes(37760), '36.9 KiB'], [bytes(1048063), '1023 KiB'],
    [bytes(1048064), '1.00 MiB'], [grouped(5204), '5,204'], [grouped(-1234567), '-1,234,567'], [percent(0.1234), '12.3%'],
    [percent(1), '100%'], [percent(0.9997), '99.9%'], [percent(0.0002), '<0.1%'], [percent(NaN), '-'], [si(0.00123, 's'), '1.23 ms'],
    [si(12.8e9, 'B/s'), '12.8 GB/s'], [si(8.1805e-5, 's'), '81.8 µs'], [si(0, 's'), '0 s'], [quantity(25478127.9, 'pJ'), '25.5 µJ'],
    [quantity(null, 's'), '-'], [quantity(0.616, 'share'), '61.6%'], [quantity(365713.92, 'um2'), '0.366 mm²'], [compact(12500), '12.5k'],
  ];
  for (const [written, expected] of cases) assert.equal(written, expected);
});

test('[B11] ties are rounded to the even digit, as the console rounds them', () => {
  // 1.125 and 1.375 are ties of two places exactly; 1.005 is a little less than it looks.
  assert.equal(fixed(1.125, 2), '1.12');
  assert.equal(fixed(1.375, 2), '1.38');
  assert.equal(fixed(1.005, 2), '1.00');
  assert.equal(fixed(4.35, 1), '4.3');
  assert.equal(bytes(1152), '1.12 KiB');
});

test('a long name is cut between characters, never inside of one', () => {
  assert.equal(shorten('conv1', 10), 'conv1');
  assert.equal(shorten('🙂'.repeat(20), 5), '🙂🙂🙂🙂…');
  assert.equal(shorten('x'.repeat(10000), 8), 'xxxxxxx…');
});

for (const [name, theme] of Object.entries(themes)) {
  test(`[B11] colours of the ${name} theme stand out from what is behind them`, () => {
    for (const [hue, colour] of Object.entries(theme.hue)) {
      assert.ok(contrast(colour, theme.surface) >= 3, `${hue}: ${contrast(colour, theme.surface).toFixed(2)}`);
    }
    for (const text of ['text', 'muted', 'accent']) assert.ok(contrast(theme[text], theme.surface) >= 4.5, text);
  });

  test(`[B11] parts of one stack are told apart in the ${name} theme by eyes without one kind of cone`, () => {
    const stacks = {
      causes: ['mac', 'fill_drain', 'weight_load', 'sram_stall', 'dram_stall', 'vector', 'idle'],
      tensors: ['activations', 'weights', 'partial_sums', 'results'],
      components: ['multiply_add', 'registers', 'ifmap_sram', 'weight_sram', 'ofmap_sram', 'dram', 'vector'],
      macros: ['dram', 'cim_adc', 'cim_cells', 'vector', 'cim_dac', 'cim_digital', 'ifmap_sram', 'ofmap_sram'],
      units: ['load', 'array', 'vector', 'store', 'cim'],
    };
    for (const [stack, things] of Object.entries(stacks)) {
      assert.deepEqual(clashes(things.map((thing) => [thing, theme.of(thing)])), [], stack);
    }
  });
}
