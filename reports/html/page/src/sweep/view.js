// What the reader has chosen, for all sections: a workload, values of axes, an area of a chart, a design.
import {paretoChoice} from '../charts/pareto.js';

export class View {
  #listeners = [];

  /** @param {import('../charts/sweep_table.js').SweepTable} table */
  constructor(table) {
    this.table = table;
    this.scatter = paretoChoice(table);
    this.workload = this.scatter.workload;
    this.filters = {};
    /** Rows of an area that was marked; null: no area is. */
    this.picked = null;
    this.chosen = this.#opening();
  }

  /** The knee, or the best by the first objective, or any. */
  #opening() {
    const front = this.table.frontRows(this.workload);
    return front.find((row) => this.table.front.get(row).knee) ?? front[0] ?? this.table.judged[0] ?? null;
  }

  /** Calls `listener(what)` when 'filters', 'picked' or 'chosen' have changed. */
  on(listener) {
    this.#listeners.push(listener);
  }

  #tell(what, source) {
    for (const listener of this.#listeners) listener(what, source);
  }

  /** Rows that pass the filters. */
  rows() {
    return this.table.select(this);
  }

  /** Those of them that are in the marked area, if there is one. */
  pickedRows() {
    return this.picked ? this.rows().filter((row) => this.picked.has(row)) : this.rows();
  }

  filter(axis, value) {
    this.filters = {...this.filters, [axis]: value};
    this.picked = null;
    this.#tell('filters');
  }

  clearFilters() {
    this.filters = {};
    this.picked = null;
    this.#tell('filters');
  }

  setWorkload(workload) {
    this.workload = workload;
    this.picked = null;
    this.#tell('filters');
    // The same design, on the other network.
    const design = this.chosen === null ? null : this.table.cell(this.chosen, 'design');
    this.choose(this.rows().find((row) => this.table.cell(row, 'design') === design) ?? this.chosen);
  }

  /** @param {number[]|null} rows  @param {object} source  who need not be told */
  pick(rows, source) {
    this.picked = rows === null ? null : new Set(rows);
    this.#tell('picked', source);
  }

  choose(row) {
    if (row === this.chosen) return;
    this.chosen = row;
    this.#tell('chosen');
  }
}
