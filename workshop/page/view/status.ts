import { type Html, html } from '../html.ts';
import type { World } from '../world/world.ts';
import type { Context } from './context.ts';

/** Where the page looks, at what time, and whether it sees anything. */
export function status(world: World, { say }: Context): Html {
  const { link, place, now } = world;
  const mood = { live: 'good', connecting: 'busy', lost: 'bad' } as const;
  return html`<p role="status"><span class="badge ${mood[link.state]}">${say(link.state === 'lost' ? 'lost' : link.state)}</span></p>
${link.problem && html`<p class="why" lang="en">${link.problem}</p>`}
${link.remedy && html`<p class="why">${say('next')}: <code lang="en">${link.remedy}</code></p>`}
${place && html`<p class="quiet">${say(place.target)} · ${place.project} / ${place.cluster} · ${place.location} · ${place.model}</p>`}
${now !== undefined && html`<p class="clock">${say(place?.target === 'sandbox' ? 'simulatedTime' : 'time')} <time>${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}</time> <span class="quiet">${paceOf(world, say)}</span></p>`}`;
}

function paceOf({ pace }: World, say: Context['say']): string {
  if (pace === undefined) return '';
  if (pace === 0) return say('still');
  return pace === 1 ? say('real') : say('pace', { pace: Math.round(pace) });
}
