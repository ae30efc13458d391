// An axis of a figure, with its unit at the ticks and its name, on a scale that suits what it shows.
import {axisName, tickText} from './metric.js';
import {axis} from './parts.js';
import {scaleOf} from './scale.js';

/**
 * @param {object} theme
 * @param {{label, unit, goal}} figure
 * @param {number[]} numbers  all that the axis has to show
 * @param {object} extra  ECharts' keys, which win; `logarithmic`, `zero` and `count` are scaleOf's
 */
export function figureAxis(theme, figure, numbers, {logarithmic, zero, count, named = true, ...extra} = {}) {
  const scale = scaleOf(numbers, {logarithmic, zero, count}) ?? {min: 0, max: 1, ticks: [0, 1], logarithmic: false};
  return axis(theme, {
    type: scale.logarithmic ? 'log' : 'value',
    min: scale.min,
    max: scale.max,
    name: named ? axisName(figure) : '',
    ...extra,
    axisLabel: {
      customValues: scale.ticks,
      formatter: (value) => tickText(value, figure.unit),
      showMinLabel: true,
      showMaxLabel: true,
      ...extra.axisLabel,
    },
    axisTick: {show: false, customValues: scale.ticks},
  });
}
