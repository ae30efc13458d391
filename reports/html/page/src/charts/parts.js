// What all charts share: axes, text, tooltips, zoom. Pure, without a document: Node draws with them too.

/** Text of a chart unless something else is said. */
export const textStyle = (theme, extra = {}) => ({fontFamily: theme.font, fontSize: 12, color: theme.muted, ...extra});

/** What every option begins with. */
export const base = (theme) => ({
  backgroundColor: 'transparent',
  textStyle: {fontFamily: theme.font, color: theme.text},
  animation: false,
});

/**
 * An axis with a quiet grid.
 * @param {object} theme
 * @param {object} axis  any of ECharts' own keys, which win
 */
export function axis(theme, {axisLabel, nameTextStyle, axisLine, splitLine, ...rest}) {
  return {
    nameLocation: 'middle',
    nameTextStyle: textStyle(theme, nameTextStyle),
    axisLabel: {...textStyle(theme), hideOverlap: true, ...axisLabel},
    axisLine: {show: true, lineStyle: {color: theme.line}, ...axisLine},
    axisTick: {show: false},
    splitLine: {lineStyle: {color: theme.grid}, ...splitLine},
    minorTick: {show: false},
    ...rest,
  };
}

/**
 * A tooltip whose words are data: `facts(params)` gives {title, rows: [[label, value, colour?], …], note?}, which the
 * page makes into nodes. A name never becomes markup.
 */
export function tooltip(theme, facts, extra = {}) {
  return {
    trigger: 'item', confine: true, facts, transitionDuration: 0, padding: 0, borderWidth: 0,
    backgroundColor: theme.raised, textStyle: textStyle(theme, {color: theme.text}), ...extra,
  };
}

/** A legend of squares above the chart. */
export const legend = (theme, extra = {}) => ({
  type: 'plain', top: 0, left: 0, itemWidth: 10, itemHeight: 10, itemGap: 14, icon: 'roundRect',
  textStyle: textStyle(theme, {color: theme.text}), inactiveColor: theme.line, ...extra,
});

/** Zooming with Ctrl and the wheel, moving by dragging; a finger that moves up or down still moves the page. */
export const inside = (extra) => ({
  type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false, preventDefaultMouseMove: false, ...extra,
});

/** A slider that shows and sets what part of an axis is seen. */
export const slider = (theme, extra = {}) => ({
  type: 'slider', height: 18, bottom: 4, brushSelect: false, showDetail: false, showDataShadow: false,
  borderColor: 'transparent', backgroundColor: theme.grid, fillerColor: `${theme.accent}33`,
  handleSize: '110%', handleStyle: {color: theme.surface, borderColor: theme.accent},
  moveHandleSize: 0, emphasis: {handleStyle: {borderColor: theme.accent}}, ...extra,
});

/** Room for names beside lying bars: about what the longest takes, at most a share of the chart. */
export function roomForNames(names, width) {
  const longest = names.reduce((most, name) => Math.max(most, Math.min(48, String(name).length)), 0);
  return Math.ceil(Math.min(Math.max(40, longest * 7), width * 0.3, 220));
}

/** Steps of an axis of bytes: powers of two, about four to the end. */
export function byteInterval(most) {
  return most > 0 ? 2 ** Math.round(Math.log2(most / 4)) : 1;
}
