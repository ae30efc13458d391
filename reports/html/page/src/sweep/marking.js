// Marking an area of the scatter, and looking closer at what is in it.
import {drawn} from '../charts/pareto.js';
import {h} from '../dom.js';

export class Marking {
  /** Rows that the axes are for; null: all. */
  close = null;
  #on = false;

  /** @param view  @param {() => HTMLElement} figure  the chart */
  constructor(view, figure) {
    this.view = view;
    this.figure = figure;
    this.mark = h('button', {type: 'button', class: 'quiet', 'aria-pressed': 'false', onclick: () => this.#set(!this.#on)}, 'Mark an area');
    this.zoom = h('button', {type: 'button', class: 'quiet', 'aria-pressed': 'false', disabled: true,
      onclick: () => this.#look(this.close ? null : view.picked)},
      'Zoom to marked');
  }

  /** What the chart needs to be marked in. */
  brush(theme) {
    return {
      xAxisIndex: 0, yAxisIndex: 0, outOfBrush: {}, inBrush: {}, transformable: true,
      brushStyle: {color: `${theme.accent}22`, borderColor: theme.accent, borderWidth: 1},
    };
  }

  listen(instance) {
    instance.on('brushEnd', ({areas}) => this.view.pick(areas.length > 0 ? this.#within(areas[0].coordRange) : null, this));
  }

  /** The view has changed. */
  changed() {
    this.zoom.disabled = this.close === null && this.view.picked === null;
    if (this.close !== null && this.view.picked === null) this.#look(null);
  }

  /** A chart that was drawn anew has forgotten that it is marked in. */
  drawnAnew() {
    if (this.#on) this.#cursor(true);
  }

  /** Rows within an area, [[x0, x1], [y0, y1]] in figures. */
  #within([[x0, x1], [y0, y1]]) {
    const {table, scatter, workload, filters} = this.view;
    return drawn(table, {...scatter, workload, filters, picked: this.close}).filter((row) => {
      const [x, y] = [table.value(row, scatter.x), table.value(row, scatter.y)];
      return x >= x0 && x <= x1 && y >= y0 && y <= y1;
    });
  }

  #cursor(on) {
    const {chart} = this.figure();
    chart.show();
    chart.instance.dispatchAction({
      type: 'takeGlobalCursor', key: 'brush', brushOption: {brushType: on ? 'rect' : false, brushMode: 'single'},
    });
  }

  #set(on) {
    this.#on = on;
    this.mark.setAttribute('aria-pressed', String(on));
    this.#cursor(on);
    if (on) return;
    if (this.view.picked) this.view.pick(null);
    else this.figure().chart.redraw();
  }

  #look(rows) {
    this.close = rows;
    this.zoom.setAttribute('aria-pressed', String(rows !== null));
    this.figure().chart.redraw();
    this.drawnAnew();
    this.changed();
  }
}
