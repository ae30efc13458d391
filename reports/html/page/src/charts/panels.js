// Small multiples: where panels of one picture stand.

/**
 * Rectangles of `count` panels in rows that fit `width`.
 * @param {{width: number, least: number, most?: number, height: number, left?: number, right?: number, top?: number,
 *   gap?: number, rowGap?: number}} size  least, most: width of a panel; left: room for the first column's ticks
 * @returns {{panels: {left: number, top: number, width: number, height: number, first: boolean}[], columns: number,
 *   height: number}}
 */
export function panelGrid(count, {width, least, most = Infinity, height, left = 56, right = 12, top = 0, gap = 16, rowGap = 64}) {
  const room = width - left - right;
  const fit = Math.max(1, Math.min(count, Math.floor((room + gap) / (least + gap))));
  // As many rows as are needed, of about the same length.
  const columns = Math.max(1, Math.ceil(count / Math.ceil(count / fit)));
  const each = Math.min(most, (room - gap * (columns - 1)) / columns);
  const panels = Array.from({length: count}, (_, i) => ({
    left: left + (i % columns) * (each + gap),
    top: top + Math.floor(i / columns) * (height + rowGap),
    width: each,
    height,
    first: i % columns === 0,
  }));
  const rows = Math.ceil(count / columns);
  return {panels, columns, height: top + rows * (height + rowGap)};
}
