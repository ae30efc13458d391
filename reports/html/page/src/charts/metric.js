// Figures of points in full, and short enough for an axis.
import {compact, compactBytes, grouped, quantity} from '../format.js';

/** These are told apart by more digits than others: 11.72 dB and 11.74 dB are different designs. */
const fourDigits = new Set(['dB', 'TOPS/W', 'MAC/B', 'MAC/cycle']);

/** A ratio as `compare` prints it: "0.63×". */
export function times(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '-';
  return value >= 0.01 && value < 1000 ? `${value.toFixed(2)}×` : `${value.toExponential(2)}×`;
}

/** "65,444", "81.8 µs", "11.72 dB". */
export function metricText(value, unit) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '-';
  if (unit === 'cycles') return Number.isInteger(value) || Math.abs(value) >= 1e4 ? grouped(value) : short(value, 4);
  return fourDigits.has(unit) ? `${short(value, 4)} ${unit}` : quantity(value, unit);
}

/** "+12,892", "−614 nJ". */
export const differenceText = (value, unit) =>
  `${value > 0 ? '+' : value < 0 ? '−' : '±'}${metricText(Math.abs(value), unit)}`;

/** A number with `digits` significant digits, without zeros at the end. */
const short = (value, digits) => String(Number(value.toPrecision(digits)));

/** Short enough for an axis: "50k", "100 µs", "64 KiB". */
export function tickText(value, unit) {
  if (value === 0) return '0';
  if (unit === 'cycles' || unit === 'count') return compact(value);
  if (unit === 'B') return compactBytes(value);
  if (unit === 'share') return `${short(value * 100, 3)}%`;
  if (fourDigits.has(unit)) return short(value, 4);
  return quantity(value, unit).replace(/\.0+(?=\D|$)/, '').replace(/(\.\d*[1-9])0+(?=\D|$)/, '$1');
}

/** What stands beside an axis: the figure, its unit where ticks do not carry it, and where better is. */
export function axisName({label, unit, goal}) {
  const better = goal === 'max' ? 'more is better' : 'less is better';
  return `${label}${fourDigits.has(unit) ? ` (${unit})` : ''}${goal ? `  ·  ${better}` : ''}`;
}
