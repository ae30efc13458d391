// Figures of points in the units that documents name, as `pareto` and `sweep` print them (sim/sweep/metric_text.cpp).
import {compact, compactBytes, energy, grouped, percent, si} from '../format.js';

/** `%.{digits}g`. */
export function significant(value, digits) {
  if (!Number.isFinite(value)) return '-';
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  return size >= 10 ** digits || (size > 0 && size < 1e-4) ? value.toExponential(digits - 1) : String(rounded);
}

/** A ratio as `compare` prints it: "0.63×". */
export function times(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '-';
  return value >= 0.01 && value < 1000 ? `${value.toFixed(2)}×` : `${value.toExponential(2)}×`;
}

/** A figure in full: "65,444", "81.8 µs", "356,746 B". */
export function metricText(value, unit) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '-';
  switch (unit) {
    case 's':
    case 'W':
    case 'Hz':
    case 'B/s':
      return si(value, unit);
    case 'J s':
      return si(value, 'Js');
    case 'pJ':
      return energy(value);
    case 'um2':
      return `${significant(value * 1e-6, 3)} mm²`;
    case 'share':
      return percent(value);
    case 'B':
      return Number.isInteger(value) ? `${grouped(value)} B` : `${significant(value, 4)} B`;
    case 'cycles':
    case 'count':
      return Number.isInteger(value) || Math.abs(value) >= 1e4 ? grouped(value) : significant(value, 4);
    default:
      return `${significant(value, 4)}${unit ? ` ${unit}` : ''}`;
  }
}

/** Short enough for an axis: "50k", "100 µs", "64 KiB". */
export function tickText(value, unit) {
  if (unit === 'cycles' || unit === 'count') return compact(value);
  if (unit === 'B') return compactBytes(value);
  if (unit === 'share') return `${significant(value * 100, 3)}%`;
  if (unit === 'TOPS' || unit === 'TOPS/W' || unit === 'dB' || unit === 'MAC/B') return significant(value, 3);
  return metricText(value, unit).replace(/\.0+(?=\D|$)/, '').replace(/(\.\d*[1-9])0+(?=\D|$)/, '$1');
}

/** What stands beside an axis: the figure, and its unit where ticks do not carry it. */
export function axisName({label, unit, goal}) {
  const bare = {cycles: '', count: '', TOPS: 'TOPS', 'TOPS/W': 'TOPS/W', dB: 'dB', 'MAC/B': 'MAC/B'}[unit];
  const better = goal === 'max' ? 'more is better' : 'less is better';
  return `${label}${bare ? ` (${bare})` : ''}${goal ? `  ·  ${better}` : ''}`;
}
