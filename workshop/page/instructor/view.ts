import type { Language } from '../../text.ts';
import { type Html, html } from '../html.ts';
import { age, type Context } from '../view/context.ts';
import { document, section } from '../view/document.ts';
import type { ClassState, FaultKind, LearnerState } from './class-state.ts';
import { faultForm, faultsOn, recipients } from './faults.ts';

const STATE = {
  running: ['stateRunning', 'good'],
  starting: ['stateStarting', 'busy'],
  stopped: ['stateStopped', 'over'],
  lost: ['stateLost', 'bad'],
} as const;

/** The name of a step in a language; `given` is the English one that the learner's run tells. */
export type NameOf = (id: string, given: string, language: Language) => string;

/** The parts that change. @param wall ms since the Unix epoch */
export function classPicture(
  state: ClassState,
  wall: number,
  context: Context,
  nameOf: NameOf = (_, given) => given,
): Readonly<Record<string, string>> {
  return {
    status: summary(state, wall, context).text,
    learners: learners(state, wall, context, nameOf).text,
    messages: said(state).text,
    recipients: recipients(state, context).text,
    faults: faultsOn(state, context).text,
  };
}

function summary({ learners, startedAt }: ClassState, wall: number, { say }: Context): Html {
  const running = learners.filter(({ state }) => state === 'running').length;
  const stuck = learners.filter((one) => one.stuck).length;
  const began = wall - Date.parse(startedAt);
  return html`<p role="status"><span class="badge good">${say('runningCount', { count: running, of: learners.length })}</span>
${stuck > 0 && html`<span class="badge bad">${say('stuckCount', { count: stuck })}</span>`}</p>
<p class="quiet">${Number.isFinite(began) && say('began', { age: age(began) })}</p>`;
}

/** Those who are stuck come first, the longest before the others; then those who are behind. */
function learners({ learners }: ClassState, wall: number, context: Context, nameOf: NameOf): Html {
  const { say } = context;
  if (learners.length === 0) return html`<p class="quiet">${say('noLearners')}</p>`;
  const sorted = [...learners].sort(
    (a, b) =>
      Number(b.stuck) - Number(a.stuck) ||
      (a.stuck ? a.since.localeCompare(b.since) : a.done - b.done) ||
      a.name.localeCompare(b.name),
  );
  const heads = (['learner', 'status', 'progress', 'step', 'done', 'drill', 'score', 'action'] as const).map(
    (key) => html`<th scope="col">${say(key)}</th>`,
  );
  return html`<div class="wide" tabindex="0" role="region" aria-label="${say('learners')}"><table class="class"><thead><tr>${heads}</tr></thead>
<tbody>${sorted.map((one) => row(one, wall, context, nameOf))}</tbody></table></div>
<p class="quiet">${say('liveHint')}</p>`;
}

function row(one: LearnerState, wall: number, { say, language }: Context, nameOf: NameOf): Html {
  const { name, where, state, step, title, waitsFor, done, of, since, stuck, drill, score, scoreOf } = one;
  const [word, mood] = STATE[state];
  const quiet = wall - Date.parse(since);
  return html`<tr data-key="${name}"${stuck && html` class="stuck"`}><th scope="row">${where === 'laptop' ? name : html`<a href="learners/${name}/" target="_blank" aria-label="${say('liveOf', { name })}">${name}</a>`} <small class="quiet">${say(where === 'laptop' ? 'whereLaptop' : 'whereServer')}</small></th>
<td><span class="badge ${mood}">${say(word)}</span></td>
<td>${Number.isFinite(quiet) && say('ago', { age: age(quiet) })} ${stuck && html`<span class="badge bad">${say('stuck')}</span>`}</td>
<td>${step && html`<code>${step}</code> ${nameOf(step, title ?? '', language)}`}${waitsFor && html`<br><small class="quiet" lang="en">${say('waitsFor')} ${waitsFor}</small>`}</td>
<td><meter min="0" max="${of}" value="${done}" aria-label="${say('stepsDone', { done, of })}"></meter> ${done}/${of}</td>
<td>${drill && html`${drill.id}<br><small class="quiet">${drill.of > 0 ? say('points', { points: drill.points, of: drill.of }) : say('notChecked')}, ${say('hints')}: ${drill.hints}, ${age(wall - Date.parse(drill.since))}</small>`}</td>
<td>${scoreOf > 0 ? `${score}/${scoreOf}` : '–'}</td>
<td><button type="button" data-reset="${name}" aria-label="${say('resetOf', { name })}">${say('reset')}</button></td></tr>`;
}

function said({ messages }: ClassState): Html {
  const newest = [...messages].reverse().slice(0, 20);
  return html`<ul class="events">${newest.map(({ at, text }) => html`<li data-key="${at}"><span class="quiet">${at.slice(11, 16)} UTC</span> ${text}</li>`)}</ul>`;
}

/** The whole page with no learners in it yet. */
export function classFrame(faults: readonly FaultKind[], context: Context): string {
  const { say } = context;
  const empty = html``;
  const forms = html`<form data-order="message"><label for="text">${say('broadcastMessage')}</label>
<textarea id="text" name="text" rows="2" maxlength="1000" required></textarea><button type="submit">${say('sendMessage')}</button></form>
${faultForm(faults, context)}
<p id="sent" role="status" data-sent="${say('sent')}"></p>
<dialog id="sure" aria-labelledby="sure-text"><p id="sure-text" data-text="${say('resetSure', { name: '{name}' })}"></p>
<form method="dialog" class="row"><button value="cancel" autofocus>${say('cancel')}</button><button value="reset" class="main">${say('reset')}</button></form></dialog>`;
  const sections = html`<div class="grid">${section('learners', say('learners'), empty)}
<section id="broadcast" aria-labelledby="broadcast-heading"><h2 id="broadcast-heading">${say('broadcast')}</h2>${forms}</section>
<div class="column">${section('faults', say('faultsOn'), empty)}${section('messages', say('messages'), empty)}</div></div>`;
  return document({ title: say('class'), script: 'instructor.js', sections }, context);
}
