// The parts of ECharts that reports use, so that no others are in them.
import {BarChart, CustomChart, LineChart, ScatterChart} from 'echarts/charts';
import {
  DataZoomInsideComponent, DataZoomSliderComponent, GridComponent, LegendPlainComponent, MarkLineComponent,
  TooltipComponent,
} from 'echarts/components';
import {init, use} from 'echarts/core';
import {CanvasRenderer, SVGRenderer} from 'echarts/renderers';

use([
  BarChart, CustomChart, LineChart, ScatterChart,
  DataZoomInsideComponent, DataZoomSliderComponent, GridComponent, LegendPlainComponent, MarkLineComponent,
  TooltipComponent,
  CanvasRenderer, SVGRenderer,
]);

/** A chart in a page. */
export const drawn = (box) => init(box, null, {renderer: 'canvas'});

/**
 * A chart as the text of an SVG.
 * @param {object} option
 * @param {{width: number, height: number}} size
 */
export function svgText(option, size) {
  const chart = init(null, null, {renderer: 'svg', ssr: true, ...size});
  chart.setOption(option);
  const text = chart.renderToSVGString();
  chart.dispose();
  return text;
}
