// A chart under a keyboard.
import {announce} from '../dom.js';
import {factsText} from './facts.js';

/** Arrow keys walk through the stops of a chart; what is shown there is read out. */
export function walk(box, state, spec) {
  let at = -1;
  const go = (to) => {
    const stops = spec.stops();
    if (stops.length === 0) return;
    at = Math.max(0, Math.min(stops.length - 1, to));
    const stop = stops[at];
    const {instance, option} = state;
    if (stop.reveal) stop.reveal(instance);
    instance.dispatchAction({type: 'showTip', seriesIndex: stop.series, dataIndex: stop.index});
    const facts = stop.facts ?? option.tooltip?.facts?.(stop.params ?? {seriesIndex: stop.series, dataIndex: stop.index});
    if (facts) announce(factsText(facts));
  };
  const keys = {
    ArrowRight: () => go(at + 1), ArrowDown: () => go(at + 1), ArrowLeft: () => go(at - 1), ArrowUp: () => go(at - 1),
    Home: () => go(0), End: () => go(Infinity),
    Escape: () => state.instance.dispatchAction({type: 'hideTip'}),
  };
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = spec.keys?.(state)[event.key] ?? (spec.stops ? keys[event.key] : undefined);
    if (!action) return;
    event.preventDefault();
    state.show();
    action();
  });
  box.addEventListener('blur', () => state.instance?.dispatchAction({type: 'hideTip'}));
}
