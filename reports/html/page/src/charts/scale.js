// Axes of figures: where a scale begins and ends, and where its ticks are.

/** Figures that span more than this factor are easier to read on a logarithmic axis. */
const LOGARITHMIC_FROM = 6;

/** Smallest and largest of the finite numbers, or null. */
export function extent(numbers) {
  let low = Infinity;
  let high = -Infinity;
  for (const number of numbers) {
    if (number === null || !Number.isFinite(number)) continue;
    if (number < low) low = number;
    if (number > high) high = number;
  }
  return low <= high ? [low, high] : null;
}

export function isLogarithmic(range) {
  return range !== null && range[0] > 0 && range[1] / range[0] > LOGARITHMIC_FROM;
}

/** 1, 2, 5, 10, 20 ... (or 1, 10, 100 where there would be too many) inside [low, high]. */
export function logarithmicTicks(low, high) {
  const decades = Math.log10(high / low);
  const steps = decades > 4 ? [1] : decades > 2.2 ? [1, 3] : [1, 2, 5];
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); ++power) {
    for (const step of steps) {
      const tick = Number(`${step}e${power}`);
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
    }
  }
  return ticks;
}

/** Round steps (1, 2, 2.5, 5 times a power of ten) that divide [low, high] in about `count` parts. */
export function linearTicks(low, high, count = 5) {
  const span = high - low || Math.abs(high) || 1;
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 2.5, 5, 10].find((s) => s * power >= raw * 0.999) ?? 10);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; ++k) ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/**
 * The scale of an axis that shows all of `numbers`, with some room at both ends.
 * @returns {{logarithmic: boolean, min: number, max: number, ticks: number[]}|null} null where there is no number
 */
export function scaleOf(numbers, {logarithmic, zero = false} = {}) {
  const range = extent(numbers);
  if (!range) return null;
  let [low, high] = range;
  const log = low > 0 && (logarithmic ?? isLogarithmic(range)) && !zero;
  if (log) {
    const room = Math.max((high / low) ** 0.05, 1.02);
    [low, high] = [low / room, high * room];
    let ticks = logarithmicTicks(low, high);
    if (ticks.length < 2) ticks = linearTicks(low, high, 4);
    return {logarithmic: true, min: low, max: high, ticks};
  }
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  if (zero) low = Math.min(low, 0);
  const from = low < 0 || range[0] - room < 0 ? Math.min(low, 0) : zero ? 0 : low - room;
  return {logarithmic: false, min: from, max: high + room, ticks: linearTicks(from, high + room)};
}
