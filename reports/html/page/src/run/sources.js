// What was run: the command, the resolved config, the network.
import {announce, h} from '../dom.js';
import {onPrint} from '../parts/print.js';
import {section} from '../parts/shell.js';

/** Text with a button that copies it. */
export function source(text, {name, command = false}) {
  const button = h('button', {type: 'button', class: 'quiet', 'aria-label': `Copy ${name}`, onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A page from disk may not: the text is selected instead.
      getSelection().selectAllChildren(pre);
    }
    button.textContent = 'Copied';
    announce(`${name} copied`);
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  }}, 'Copy');
  const pre = h('pre', {tabindex: 0, role: 'region', 'aria-label': name}, h('code', {}, text));
  return h('div', {class: command ? 'source command' : 'source'}, pre, button);
}

export function configSection(data) {
  const lines = (text) => text.trimEnd().split('\n').length.toLocaleString('en');
  const part = (title, text, open) => {
    if (!text) return null;
    const details = h('details', {open}, h('summary', {}, `${title}, ${lines(text)} lines`), source(text, {name: title}));
    // A network of thousands of lines is not for paper.
    onPrint(() => { details.open = details.open || text.length < 8000; });
    return details;
  };
  return section({id: 'config', title: 'What was run', short: 'Config'},
    data.command ? source(data.command, {name: 'Command to run it again', command: true}) : null,
    part('Resolved config', data.config, true),
    part('Network', data.network, (data.network?.length ?? 0) < 4000));
}
