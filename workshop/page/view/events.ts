import { type Html, html } from '../html.ts';
import type { World } from '../world/world.ts';
import { age, type Context } from './context.ts';

/** The newest events first. New ones are read out, since the list is a log. */
export function events({ events, now }: World, { say }: Context): Html {
  const rows = events.map(({ id, at, warning, reason, about, message, count }) => {
    const ago = now === undefined ? '' : say('ago', { age: age(now - at) });
    return html`<li class="${warning ? 'warning' : 'normal'}" data-key="${id}"><div class="head"><span class="badge ${warning ? 'bad' : 'over'}">${say(warning ? 'warning' : 'normal')}</span>
<strong>${reason}</strong> <span class="name">${about}</span> <span class="quiet" aria-live="off">${ago}${count > 1 && ` · ${say('times', { count })}`}</span></div>
<p lang="en">${message}</p></li>`;
  });
  return html`${events.length === 0 && html`<p class="quiet">${say('noEvents')}</p>`}
<ul class="events" role="log" aria-live="polite" aria-relevant="additions" aria-label="${say('events')}">${rows}</ul>`;
}
