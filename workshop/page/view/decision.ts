import { type Html, html } from '../html.ts';
import type { Condition } from '../world/autoscaler.ts';
import type { World } from '../world/world.ts';
import { age, type Context } from './context.ts';

/** The autoscaler's decision and why. */
export function decision({ decision, now }: World, { say }: Context): Html {
  if (!decision) return html`<p class="quiet">${say(decision === null ? 'noAutoscaler' : 'reading')}</p>`;
  const { current, desired, min, max, metric, value, target, reasons, conditions, scaledAt } = decision;
  const wants = desired === current ? '' : desired > current ? ' up' : ' down';
  return html`<dl class="decision">
<div><dt>${say('replicasNow')}</dt><dd>${current}</dd></div>
<div class="arrow" aria-hidden="true">→</div>
<div class="wanted${wants}"><dt>${say('replicasWanted')}</dt><dd>${desired} <small>${say('limits', { min, max })}</small></dd></div>
<div><dt><code>${metric}</code>, ${say('perPod')}</dt><dd>${value === undefined ? say('unknown') : figure(value)}
<small>${say('target', { target: target === undefined ? say('unknown') : figure(target) })}</small></dd></div>
</dl>
<h3>${say('why')}</h3>
<ul class="reasons">${reasons.map(({ key, values }) => html`<li>${say(key, values)}</li>`)}
${scaledAt !== undefined && now !== undefined && html`<li class="quiet">${say('lastScaled', { age: age(now - scaledAt) })}</li>`}</ul>
${conditions.length > 0 && conditionTable(conditions, say)}`;
}

function conditionTable(conditions: readonly Condition[], say: Context['say']): Html {
  const rows = conditions.map(
    ({ type, status, reason, message, good }) => html`<tr><th scope="row">${type}</th>
<td><span class="badge ${good ? 'good' : 'bad'}">${status}</span></td><td>${reason}</td><td lang="en">${message}</td></tr>`,
  );
  return html`<details data-key="conditions"><summary>${say('conditions')}</summary><div class="wide" tabindex="0" role="region" aria-label="${say('conditions')}"><table>
<thead><tr><th scope="col">${say('condition')}</th><th scope="col">${say('status')}</th><th scope="col">${say('reason')}</th><th scope="col">${say('message')}</th></tr></thead>
<tbody>${rows}</tbody></table></div></details>`;
}

const figure = (value: number): number => Number(value.toPrecision(3));
