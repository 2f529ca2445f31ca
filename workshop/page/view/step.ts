import { type Html, html } from '../html.ts';
import type { World } from '../world/world.ts';
import { type Context, span } from './context.ts';
import { isCounted } from './counted.ts';
import { STEPS, titleOf } from './titles.ts';

const STATE = { done: 'stepDone', running: 'stepRunning', failed: 'stepFailed', open: 'stepOpen' } as const;
const MARK = { done: '✓', running: '●', failed: '✗', open: '' } as const;

/** Where the run is, and what its step waits for. @param wall ms since the Unix epoch, as the run's times are */
export function step({ progress }: World, wall: number, context: Context): Html {
  const { say } = context;
  const states = progress?.steps ?? {};
  const listed = STEPS.filter(({ id }) => isCounted(id) || states[id]);
  const counted = listed.filter(({ id }) => isCounted(id));
  const done = counted.filter(({ id }) => states[id]?.state === 'done').length;
  const marks = listed.map((one) => {
    const { id } = one;
    const state = states[id]?.state ?? 'open';
    const name = one[context.language];
    return html`<li class="${state}" title="${id}: ${name}"><span aria-hidden="true">${MARK[state]} ${id.slice(0, 2)}</span><span class="hidden">${id} ${name}: ${say(STATE[state])}</span></li>`;
  });
  return html`${sentence(progress, wall, context)}
<p class="quiet">${say('stepsDone', { done, of: counted.length })}</p>
<ol class="steps">${marks}</ol>`;
}

function sentence(progress: World['progress'], wall: number, context: Context): Html {
  const { say } = context;
  const { current, failure, steps: states = {} } = progress ?? {};
  if (current) {
    const time = say('since', { time: span(wall - Date.parse(current.since)) });
    const wait = html`<p class="wait"><strong>${say('waitsFor')}</strong> <span lang="en">${current.waitsFor}: ${current.progress}</span> <span class="quiet" aria-live="off">(${time})</span></p>`;
    return html`<p class="current"><code>${current.step}</code> ${titleOf(current.step, current.title, context.language)}</p>${current.waitsFor && wait}`;
  }
  if (failure) {
    const failed = Object.entries(states).find(([, { state }]) => state === 'failed')?.[0] ?? '';
    return html`<p class="current">${say('stopped', { step: failed })}</p><p class="why" lang="en">${failure.message} [${failure.code}]</p>`;
  }
  if (Object.keys(states).length > 0) return html`<p class="current quiet">${say('noStep')}</p>`;
  return html`<p class="current quiet">${say('firstStep')}<code>npm start -- --keep</code></p>`;
}
