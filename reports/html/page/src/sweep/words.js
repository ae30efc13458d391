// Words of sweeps that are no words of the machine: what the page counts and draws. Objectives and metrics bring theirs.

const counted = {
  designs: {label: 'designs', definition: 'chips of the sweep that have figures for all workloads'},
  front: {label: 'on the front', definition: 'designs that no other one beats in all objectives at once'},
  knee: {
    label: 'knee',
    definition: 'with objectives scaled to 0 at the front’s best and 1 at its worst, the design whose sum is least',
  },
  hypervolume: {label: 'hypervolume', definition: 'share of the box between each objective’s best and worst figure that the front dominates'},
  failed: {label: 'failed points', definition: 'points that have an error in place of figures'},
};

/** Groups 'sweep' and 'objectives' beside the document's. */
export function sweepWords(data) {
  const objectives = [...(data.metrics ?? []), ...(data.plan.objectives ?? [])];
  return {
    ...data.words, sweep: counted,
    objectives: Object.fromEntries(objectives.map(({name, label, definition, unit}) => [name, {label, definition, unit}])),
  };
}
