// A chart of lines whose figure, and perhaps x, the reader chooses.
import {lines, lineColour, lineFacts} from '../charts/lines.js';
import {chart} from './chart.js';
import {choice} from './choice.js';
import {currentTheme} from './look.js';

/** More lines than this have no legend: the pointer says which one it is. */
const mostLegend = 12;

/**
 * @param {object} spec  as `chart`'s, without option
 * @param {{label: string, values: {key: string, label: string}[], chosen: string}[]} spec.choices
 * @param {(chosen: string[]) => object} spec.data  data of charts/lines.js for what is chosen
 */
export function linesChart({choices, data, ...spec}) {
  const chosen = choices.map(({chosen: first}) => first);
  let now = data(chosen);
  const legend = () => (now.series.length > 1 && now.series.length <= mostLegend
    ? now.series.map(({name}, i) => ({name, text: name, thing: (theme) => lineColour(theme, i)})) : []);
  return chart({
    height: (width) => (width < 600 ? 320 : 380),
    ...spec, legend,
    option: (theme, size) => lines(now, theme, size),
    stops: () => now.series.flatMap(({points}, series) => points.map((_, index) =>
      ({series, index, facts: lineFacts(now, currentTheme(), series, index)}))),
    controls: (it) => choices.map(({label, values, chosen: first}, i) => (values.length > 1
      ? choice(label, values.map(({key, label: text}) => [key, text]), (value) => {
        chosen[i] = value;
        now = data(chosen);
        it.renewLegend();
        it.redraw({keepZoom: false});
      }, first) : null)),
  });
}
