// Colours of charts, as data: what a thing of the machine is drawn in, on light, dark and paper. A thing keeps its colour
// in every chart. Hues are near Okabe and Ito's, moved so that what stands in one stack is told apart by eyes without one
// kind of cone, too, and each has a contrast of 3 : 1 or more with its background.

/** Hues by name. Tests hold them to what is said above. */
const hues = {
  light: {
    blue: '#136dcf', sky: '#329bd3', green: '#128e63', amber: '#c98300', vermilion: '#d75250', pink: '#b25aa3',
    olive: '#7b7602', brown: '#865235', grey: '#8f9195', violet: '#714ea3', slate: '#466675',
  },
  dark: {
    blue: '#4495d5', sky: '#94d2ff', green: '#1bc691', amber: '#f19c00', vermilion: '#f06d14', pink: '#e09bce',
    olive: '#e4cb14', brown: '#b98763', grey: '#768287', violet: '#ab9efd', slate: '#8d98a1',
  },
};

/** What is drawn in which hue: causes, units of the timeline, components of energy, tensors, what binds. */
const things = {
  mac: 'blue', fill_drain: 'sky', weight_load: 'green', sram_stall: 'amber', dram_stall: 'vermilion', vector: 'pink',
  idle: 'grey',
  multiply_add: 'blue', registers: 'sky', ifmap_sram: 'olive', weight_sram: 'green', ofmap_sram: 'brown',
  dram: 'vermilion', cim_dac: 'slate', cim_cells: 'violet', cim_adc: 'amber', cim_digital: 'grey',
  array: 'blue', load: 'slate', store: 'brown', cim: 'violet',
  activations: 'olive', weights: 'green', partial_sums: 'grey', results: 'brown',
  ifmap: 'olive', weight: 'green', ofmap: 'brown',
  compute: 'blue', sram: 'amber',
};

/**
 * Liberation and Noto before what a Linux calls system-ui, which may be twice as wide. Without double quotes: ECharts
 * writes it into attributes of SVG as it is.
 */
const font = "-apple-system, 'Segoe UI', Inter, Roboto, 'Noto Sans', 'Liberation Sans', 'Helvetica Neue', Arial, system-ui, sans-serif";

function theme(name, colours) {
  const hue = hues[name === 'dark' ? 'dark' : 'light'];
  return {
    name, font, hue, ...colours,
    /** Series that are no thing of the machine, in order. */
    palette: [hue.blue, hue.vermilion, hue.green, hue.pink, hue.amber, hue.sky, hue.violet, hue.brown, hue.olive],
    /** The colour of a cause, unit, component or tensor by its key; a second channel ("load 2") is drawn as the first. */
    of: (thing) => hue[things[thing] ?? things[String(thing).replace(/[ _]\d+$/, '')] ?? 'slate'],
  };
}

/**
 * text: words and figures; muted: axes and units; line: axis lines; grid: fainter; surface: behind a chart; raised:
 * behind a tooltip; accent: what is chosen.
 */
const light = {
  text: '#1b1f24', muted: '#59626c', line: '#b8bfc7', grid: '#e8ebee', surface: '#ffffff', raised: '#ffffff',
  accent: '#0a5fb4', mark: '#1b1f24',
};

export const themes = {
  light: theme('light', light),
  dark: theme('dark', {
    text: '#e4e8ec', muted: '#9aa5b1', line: '#4a545f', grid: '#29313a', surface: '#161b21', raised: '#222a33',
    accent: '#6cb6ff', mark: '#f4f6f8',
  }),
  print: theme('print', {...light, line: '#8d959e', grid: '#e0e3e6'}),
};
