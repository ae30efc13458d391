// Numbers as systole's console prints them: three significant digits, IEC for bytes, SI for the rest. Exact figures are
// in the files of the run.

/**
 * `value` with `digits` places; a tie goes to the even digit, as on the console, so that both say the same.
 * @param {number} value
 * @param {number} digits
 */
export function fixed(value, digits) {
  const scaled = value * 10 ** digits;
  // A tie is a whole number of halves of the last place; only multiples of a power of two can be one exactly.
  const tie = Number.isInteger(value * 2 ** (digits + 1)) && scaled - Math.floor(scaled) === 0.5;
  if (!tie) return value.toFixed(digits);
  const below = Math.floor(scaled);
  return ((below % 2 === 0 ? below : below + 1) / 10 ** digits).toFixed(digits);
}

/** Three significant digits of a magnitude below 10,000, without an exponent. */
function threeDigits(value) {
  if (value < 9.995) return fixed(value, 2);
  if (value < 99.95) return fixed(value, 1);
  return fixed(value, 0);
}

/** "1,234,567". */
export function grouped(value) {
  if (!Number.isFinite(value)) return '-';
  return `${value < 0 ? '-' : ''}${String(Math.round(Math.abs(value))).replace(/\B(?=(\d{3})+$)/g, ',')}`;
}

/** "36.9 KiB". */
export function bytes(value) {
  if (!Number.isFinite(value)) return '-';
  const sign = value < 0 ? '-' : '';
  let magnitude = Math.abs(value);
  if (magnitude < 1024) return `${sign}${Math.round(magnitude)} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let unit = 0;
  // 1023.5 would print as "1024".
  for (magnitude /= 1024; magnitude >= 1023.5 && unit + 1 < units.length; ++unit) magnitude /= 1024;
  return `${sign}${threeDigits(magnitude)} ${units[unit]}`;
}

/** A share of one as "61.6%"; shares close to 0 or 1 are not rounded onto them. */
export function percent(share) {
  if (!Number.isFinite(share)) return '-';
  const hundredths = share * 100;
  if (hundredths > 99.9 && hundredths < 100) return '99.9%';
  if (hundredths > 0 && hundredths < 0.1) return '<0.1%';
  if (hundredths >= 100) return `${fixed(hundredths, 0)}%`;
  return `${fixed(hundredths, 1)}%`;
}

/** "81.8 µs", "12.8 GB/s": decimal prefixes from femto to peta. */
export function si(value, unit) {
  if (!Number.isFinite(value)) return `- ${unit}`;
  if (value === 0) return `0 ${unit}`;
  const prefixes = ['f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P'];
  let magnitude = Math.abs(value);
  let prefix = 5;
  for (; magnitude >= 999.5 && prefix + 1 < prefixes.length; ++prefix) magnitude /= 1000;
  for (; magnitude < 0.9995 && prefix > 0; --prefix) magnitude *= 1000;
  return `${value < 0 ? '-' : ''}${threeDigits(magnitude)} ${prefixes[prefix]}${unit}`;
}

/** Picojoules as "25.5 µJ". */
export const energy = (picojoules) => si(picojoules * 1e-12, 'J');

/** Short enough for an axis: "12.5k", "3M". */
export function compact(value) {
  if (value === 0) return '0';
  const text = si(value, '').replace(' ', '');
  return text.replace(/\.0+(?=\D|$)/, '').replace(/(\.\d*?)0+(?=\D|$)/, '$1');
}

/** Short enough for an axis: "64 KiB". */
export const compactBytes = (value) => bytes(value).replace(/\.0+(?= )/, '').replace(/(\.\d*?)0+(?= )/, '$1');

/** What units of the document say of a value: cycles, s, Hz, B, B/s, pJ, W, "J s", um2, share, TOPS, dB, count, text, … */
const writers = {
  B: bytes, share: percent, pJ: energy, count: grouped, text: String, 'J s': (value) => si(value, 'Js'),
  um2: (value) => `${significant(value * 1e-6)} mm²`,
  // As the console does, whose prefixes count operations.
  TOPS: (value) => si(value * 1e12, 'OPS'),
};
for (const base of ['s', 'Hz', 'B/s', 'W', 'J']) writers[base] = (value) => si(value, base);

/**
 * A value in its unit, for people.
 * @param {number|string|null|undefined} value
 * @param {string} [unit]
 */
export function quantity(value, unit) {
  if (value === null || value === undefined || value === '') return '-';
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) return '-';
  const write = unit && writers[unit];
  if (write) return write(value);
  return unit ? `${significant(value)} ${unit}` : significant(value);
}

/** Counts in full, other numbers with three significant digits: "5,204", "0.811", "36.0". */
export function significant(value) {
  if (!Number.isFinite(value)) return '-';
  if (Number.isInteger(value) || Math.abs(value) >= 999.5) return grouped(Math.round(value));
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(2);
  return value.toPrecision(3);
}

/** The same for an axis: "0.8", "36". */
export const tickText = (value) => {
  const text = significant(value);
  return text.includes('e') ? text : text.replace(/\.0+$/, '').replace(/(\.\d*?)0+$/, '$1');
};

/** At most `most` characters of a name, cut with an ellipsis; whole code points. */
export function shorten(name, most) {
  // A name of 10 kB is not split whole only to show 20 characters of it.
  const points = Array.from(String(name).slice(0, 2 * most + 2));
  return points.length > most ? `${points.slice(0, most - 1).join('')}…` : points.join('');
}

/** The same, cut in the middle: names of layers differ at their ends. */
export function shortenMiddle(name, most) {
  const text = String(name);
  if (text.length <= most) return text;
  const points = Array.from(text.length > 4 * most + 8 ? text.slice(0, 2 * most) + text.slice(-2 * most) : text);
  if (points.length <= most) return points.join('');
  const front = Math.floor((most - 1) / 2);
  return `${points.slice(0, front).join('')}…${points.slice(points.length - (most - 1 - front)).join('')}`;
}
