import type { Language } from '../../text.ts';
import { type Html, html } from '../html.ts';
import { age, type Context } from '../view/context.ts';
import { document, section } from '../view/document.ts';
import type { ClassState, LearnerState } from './class-state.ts';

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
<tbody>${sorted.map((one) => row(one, wall, context, nameOf))}</tbody></table></div>`;
}

function row(one: LearnerState, wall: number, { say, language }: Context, nameOf: NameOf): Html {
  const { name, where, state, step, title, waitsFor, done, of, since, stuck, drill, score, scoreOf } = one;
  const [word, mood] = STATE[state];
  const quiet = wall - Date.parse(since);
  return html`<tr data-key="${name}"${stuck && html` class="stuck"`}><th scope="row">${name} <small class="quiet">${say(where === 'laptop' ? 'whereLaptop' : 'whereServer')}</small></th>
<td><span class="badge ${mood}">${say(word)}</span></td>
<td>${Number.isFinite(quiet) && say('ago', { age: age(quiet) })} ${stuck && html`<span class="badge bad">${say('stuck')}</span>`}</td>
<td>${step && html`<code>${step}</code> ${nameOf(step, title ?? '', language)}`}${waitsFor && html`<br><small class="quiet" lang="en">${say('waitsFor')} ${waitsFor}</small>`}</td>
<td><meter min="0" max="${of}" value="${done}" aria-label="${say('stepsDone', { done, of })}"></meter> ${done}/${of}</td>
<td>${drill && html`${drill.id}<br><small class="quiet">${say('points', { points: drill.points, of: drill.of })}, ${say('hints')}: ${drill.hints}, ${age(wall - Date.parse(drill.since))}</small>`}</td>
<td>${score}/${scoreOf}</td>
<td><button type="button" data-reset="${name}" aria-label="${say('resetOf', { name })}">${say('reset')}</button></td></tr>`;
}

function said({ messages }: ClassState): Html {
  const newest = [...messages].reverse().slice(0, 20);
  return html`<ul class="events">${newest.map(({ at, text }) => html`<li data-key="${at}"><span class="quiet">${at.slice(11, 16)} UTC</span> ${text}</li>`)}</ul>`;
}

/** The whole page with no learners in it yet. */
export function classFrame(faults: readonly string[], context: Context): string {
  const { say } = context;
  const empty = html``;
  const options = faults.map((name) => html`<option value="${name}"></option>`);
  const forms = html`<form data-order="message"><label for="text">${say('broadcastMessage')}</label>
<textarea id="text" name="text" rows="2" maxlength="1000" required></textarea><button type="submit">${say('sendMessage')}</button></form>
<form data-order="fault"><label for="fault">${say('fault')}</label><input id="fault" name="name" list="faults" required pattern="[a-z][a-z0-9\\-]*" autocomplete="off"><datalist id="faults">${options}</datalist>
<label for="parameters">${say('parameters')}</label><input id="parameters" name="parameters" autocomplete="off">
<label for="only">${say('only')}</label><input id="only" name="learners" autocomplete="off"><button type="submit">${say('sendFault')}</button></form>
<p id="sent" role="status" data-sent="${say('sent')}"></p>
<dialog id="sure" aria-labelledby="sure-text"><p id="sure-text" data-text="${say('resetSure', { name: '{name}' })}"></p>
<form method="dialog" class="row"><button value="cancel" autofocus>${say('cancel')}</button><button value="reset" class="main">${say('reset')}</button></form></dialog>`;
  const sections = html`<div class="grid">${section('learners', say('learners'), empty)}
<section id="broadcast" aria-labelledby="broadcast-heading"><h2 id="broadcast-heading">${say('broadcast')}</h2>${forms}</section>
${section('messages', say('messages'), empty)}</div>`;
  return document({ title: say('class'), script: 'instructor.js', sections }, context);
}
