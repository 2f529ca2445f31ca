import { type Html, html } from '../html.ts';
import type { World } from '../world/world.ts';
import { type Context, dollars } from './context.ts';

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** The newest values as tiles, and what could not be read. */
export function figures({ figures, gaps, place }: World, { say }: Context): Html {
  const { waiting, running, firstToken, tokensPerSecond, desired, ready, cost, perHour } = figures;
  const hourly = perHour === undefined || perHour === 0 ? '' : say('perHour', { amount: dollars(perHour) });
  const simulated = place?.target === 'sandbox' && cost !== undefined ? say('simulatedCost') : '';
  const tiles: readonly (readonly [string, string | undefined, string?])[] = [
    [say('waiting'), waiting === undefined ? undefined : whole(waiting)],
    [say('running'), running === undefined ? undefined : whole(running)],
    [say('replicas'), ready?.toString(), desired === undefined ? '' : say('ofWanted', { desired })],
    [say('firstToken'), firstToken === undefined ? undefined : `${firstToken.toPrecision(3)} s`],
    [say('tokens'), tokensPerSecond === undefined ? undefined : whole(tokensPerSecond)],
    [say('cost'), cost === undefined ? undefined : dollars(cost), [hourly, simulated].filter(Boolean).join(', ')],
  ];
  return html`<dl class="tiles">${tiles.map(
    ([name, value, more]) =>
      html`<div><dt>${name}</dt><dd>${value ?? html`<span class="none" title="${say('noData')}">–<span class="hidden">${say('noData')}</span></span>`}${more && html`<small>${more}</small>`}</dd></div>`,
  )}</dl>
${Object.entries(gaps).map(
  ([name, reason]) =>
    html`<p class="why">${say('gap', { what: name === 'measure' ? say('gapMeasure') : name === 'bill' ? say('gapBill') : name, reason })}</p>`,
)}`;
}
