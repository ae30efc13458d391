// A sweep's points as columns: 20,000 points are drawn and filtered without an object for each.

/** Levels of detail, the higher the more exact. */
const DETAILS = ['analytic', 'event', 'cycle'];

export class SweepTable {
  /** @param document  of kind "sweep" (docs/report.md) */
  constructor(document) {
    this.document = document;
    this.size = document.points.rows;
    this.columns = new Map(document.points.columns.map((column) => [column.name, column]));
    this.axes = [...this.#chips(), ...(document.axes ?? [])];
    this.varied = this.axes.filter((axis) => axis.values.length > 1);
    this.figures = this.#figures();
    this.workloads = this.columns.get('workload')?.of ?? [''];
    this.judged = this.#judged();
    /** Rows of designs on the front, of all workloads, with {dominates, knee}; the best by the first objective first. */
    this.front = this.#front();
  }

  /** Several base chips are one more axis. */
  #chips() {
    const of = this.columns.get('accelerator')?.of ?? [];
    return of.length > 1 ? [{name: 'accelerator', values: of, numeric: false, set: of.map(() => [])}] : [];
  }

  /** The document names one row a design; with several workloads a design has more. */
  #front() {
    const byDesign = new Map();
    for (const row of this.judged) {
      const design = this.cell(row, 'design');
      byDesign.set(design, [...(byDesign.get(design) ?? []), row]);
    }
    return new Map((this.document.front ?? []).flatMap((point) =>
      (byDesign.get(this.cell(point.row, 'design')) ?? [point.row]).map((row) => [row, point])));
  }

  /** Rows of the front, of one workload. */
  frontRows(workload) {
    return [...this.front.keys()].filter((row) => !workload || this.cell(row, 'workload') === workload);
  }

  /** Objectives in the plan's order, then the other metrics: {name, label, unit, definition, goal}. */
  #figures() {
    const objectives = (this.document.plan.objectives ?? []).filter(({name}) => this.columns.has(name));
    const named = new Set(objectives.map(({name}) => name));
    const metrics = (this.document.metrics ?? []).filter(({name}) => this.columns.has(name) && !named.has(name));
    this.objectives = objectives;
    return [...objectives, ...metrics];
  }

  /** Of a design that was evaluated at several levels of detail the highest counts. */
  #judged() {
    const best = new Map();
    for (let row = 0; row < this.size; ++row) {
      const key = `${this.cell(row, 'design')} ${this.index(row, 'workload')}`;
      const before = best.get(key);
      if (before === undefined || this.#rank(row) > this.#rank(before)) best.set(key, row);
    }
    return [...best.values()];
  }

  #rank(row) {
    return DETAILS.indexOf(this.cell(row, 'detail'));
  }

  /** A cell as it is read: the text of an index, a number, or null. */
  cell(row, name) {
    const column = this.columns.get(name);
    if (!column) return null;
    const value = column.values[row];
    return column.of && value !== null ? column.of[value] : value;
  }

  /** The number of a row's text in its column: of an axis, the number of its value. */
  index(row, name) {
    return this.columns.get(name)?.values[row] ?? 0;
  }

  /** A figure, or null where this point has none. */
  value(row, name) {
    const value = this.columns.get(name)?.values[row];
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  }

  axis(name) {
    return this.axes.find((axis) => axis.name === name);
  }

  figure(name) {
    return this.figures.find((figure) => figure.name === name);
  }

  /**
   * Judged rows that pass.
   * @param {{workload?: string, filters?: Object<string, string>}} wanted  filters: values by axis; '' passes all
   */
  select({workload, filters = {}} = {}) {
    const tests = Object.entries(filters)
      .filter(([axis, value]) => value !== '' && this.axis(axis))
      .map(([axis, value]) => [this.columns.get(axis).values, this.axis(axis).values.indexOf(value)]);
    return this.judged.filter(
      (row) =>
        (!workload || this.cell(row, 'workload') === workload) && tests.every(([values, index]) => values[row] === index),
    );
  }
}

/** For sorting: the better figure first. */
export const byGoal = (a, b, goal) => (goal === 'max' ? b - a : a - b);

/** Is a better than b? */
export const better = (a, b, goal) => byGoal(a, b, goal) < 0;

/** Rows that have both figures and that no other row beats in both, from best to worst in the first. */
export function frontOfTwo(table, rows, first, second) {
  const [x, y] = [table.figure(first), table.figure(second)];
  const sorted = rows
    .filter((row) => table.value(row, first) !== null && table.value(row, second) !== null)
    .sort(
      (a, b) =>
        byGoal(table.value(a, first), table.value(b, first), x.goal) ||
        byGoal(table.value(a, second), table.value(b, second), y.goal),
    );
  const front = [];
  for (const row of sorted) {
    const last = front[front.length - 1];
    if (last === undefined || better(table.value(row, second), table.value(last, second), y.goal)) front.push(row);
  }
  return front;
}

/** The `count` best rows by a figure; rows without it are left out. */
export function bestRows(table, rows, name, count) {
  const {goal} = table.figure(name);
  return rows
    .filter((row) => table.value(row, name) !== null)
    .sort((a, b) => byGoal(table.value(a, name), table.value(b, name), goal))
    .slice(0, count);
}
