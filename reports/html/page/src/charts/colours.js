// What points and lines are coloured by: an axis of the sweep, or what binds.

/** Ends and middles of a ramp whose lightness says the order, for every kind of colour vision. */
const RAMPS = {
  light: ['#c98300', '#c9483f', '#93286f', '#3a1f78'],
  dark: ['#8f7be8', '#dc6aa2', '#f3a04a', '#f7e08a'],
};

const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** `share` of the way along a ramp. */
function along(stops, share) {
  const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const from = Math.min(Math.floor(place), stops.length - 2);
  const [a, b] = [channels(stops[from]), channels(stops[from + 1])];
  return `#${a.map((c, i) => Math.round(c + (b[i] - c) * (place - from)).toString(16).padStart(2, '0')).join('')}`;
}

/** `count` colours in order, for values that have one. */
export function ramp(theme, count) {
  const stops = RAMPS[theme.name === 'dark' ? 'dark' : 'light'];
  return Array.from({length: count}, (_, i) => along(stops, count < 2 ? 0.5 : i / (count - 1)));
}

/** The colour of a share from 0 to 1 on a ramp. */
export const rampStops = (theme) => RAMPS[theme.name === 'dark' ? 'dark' : 'light'];

/** Colours of an axis' values: in order where values are numbers, told apart where they are names. */
export function axisColours(theme, axis) {
  const {length} = axis.values;
  return axis.numeric || length > theme.palette.length ? ramp(theme, length) : theme.palette.slice(0, length);
}

/**
 * How rows are coloured by `name`: an axis, or 'bottleneck'.
 * @returns {{name: string, label: string, groups: {label: string, colour: string, key: number}[]}|null}
 */
export function colouring(table, theme, name) {
  const axis = table.axis(name);
  if (axis) {
    const colours = axisColours(theme, axis);
    return {name, label: name, groups: axis.values.map((label, key) => ({label, key, colour: colours[key]}))};
  }
  const column = table.columns.get(name);
  if (!column?.of) return null;
  const words = table.document.words?.bottlenecks ?? {};
  const groups = column.of.map((key, i) => ({
    label: name === 'bottleneck' ? (words[key]?.label ?? key) : key,
    key: i,
    colour: name === 'bottleneck' ? theme.of(key) : theme.palette[i % theme.palette.length],
  }));
  return {name, label: name === 'bottleneck' ? 'bound by' : name, groups};
}

/** The axis that explains most of the first objective and has few enough values to be told apart. */
export function tellingAxis(table) {
  const shares = new Map((table.document.effects?.[0]?.main ?? []).map(({axis, share}) => [axis, share ?? 0]));
  const candidates = table.varied.filter((axis) => axis.values.length <= 12);
  const best = [...candidates].sort((a, b) => (shares.get(b.name) ?? 0) - (shares.get(a.name) ?? 0))[0];
  return best?.name ?? 'bottleneck';
}
