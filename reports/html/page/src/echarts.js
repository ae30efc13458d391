// The parts of ECharts that reports use, so that no others are in them.
import {BarChart, CustomChart, LineChart, ParallelChart, ScatterChart} from 'echarts/charts';
import {
  BrushComponent, DataZoomInsideComponent, DataZoomSliderComponent, GridComponent, LegendPlainComponent,
  MarkLineComponent, ParallelComponent, TitleComponent, TooltipComponent,
} from 'echarts/components';
import {init, use} from 'echarts/core';
import {LabelLayout} from 'echarts/features';
import {CanvasRenderer, SVGRenderer} from 'echarts/renderers';

use([
  BarChart, CustomChart, LineChart, ParallelChart, ScatterChart,
  BrushComponent, DataZoomInsideComponent, DataZoomSliderComponent, GridComponent, LegendPlainComponent,
  MarkLineComponent, ParallelComponent, TitleComponent, TooltipComponent,
  LabelLayout, CanvasRenderer, SVGRenderer,
]);

/** A chart in a page. */
export const drawn = (box) => init(box, null, {renderer: 'canvas'});

/** What XML cannot hold: a name may. */
// eslint-disable-next-line no-control-regex
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * A chart as the text of an SVG.
 * @param {object} option
 * @param {{width: number, height: number}} size
 */
export function svgText(option, size) {
  const chart = init(null, null, {renderer: 'svg', ssr: true, ...size});
  chart.setOption(option);
  const text = chart.renderToSVGString().replace(unwritable, '\ufffd');
  chart.dispose();
  return text;
}
