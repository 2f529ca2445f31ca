import type { RunbookError } from '../../../lib/errors/runbook-error.ts';
import type { DrillBook, DrillCard, DrillProgress, Verdict } from '../drill-book.ts';
import { type Html, html } from '../html.ts';
import type { Context } from './context.ts';

/** The drills of a page at a moment. */
export interface DrillState {
  readonly drills: DrillBook['drills'];
  readonly progress: DrillProgress;
  /** Of the running drill, if it was checked. */
  readonly verdict?: Verdict | undefined;
  /** An action is under way. */
  readonly busy: boolean;
  /** Why the last action failed. */
  readonly problem?: Pick<RunbookError, 'message' | 'remedy'> | undefined;
  /** Somebody else's drill: without buttons. @default false */
  readonly readOnly?: boolean;
}

/** The drill card: story, goal, hints, the check and its verdict; without a drill, a choice. */
export function drill(state: DrillState, context: Context): Html {
  const card = state.drills.find(({ id }) => id === state.progress.current?.id);
  return html`${card ? running(card, state, context) : choice(state, context)}
<p class="quiet" role="status">${state.busy && context.say('busy')}</p>
${state.problem && failed(state.problem, context)}`;
}

function failed({ message, remedy }: NonNullable<DrillState['problem']>, { say }: Context): Html {
  return html`<div class="why" role="alert"><p lang="en">${message}</p>
${remedy && html`<p>${say('next')}: <code lang="en">${remedy}</code></p>`}</div>`;
}

function choice({ drills, progress, busy, readOnly }: DrillState, { say, of }: Context): Html {
  if (readOnly) return html`<p class="quiet">${say('noDrillRuns')}</p>`;
  const options = drills.map((one) => {
    const result = progress.results[one.id];
    const mark = result?.passed ? '✓ ' : '';
    return html`<option value="${one.id}">${mark}${one.id}: ${of(one.title)} (${say('minutes', { minutes: one.minutes, level: one.level })})</option>`;
  });
  return html`<p>${say('noDrill')}</p><form class="row" data-drill="start">
<label for="drill-id">${say('chooseDrill')}</label><select id="drill-id" name="id">${options}</select>
<button ${disabled(busy)}>${say('startDrill')}</button></form>`;
}

function running(card: DrillCard, state: DrillState, { say, of }: Context): Html {
  const { progress, verdict, busy, readOnly } = state;
  const shown = progress.current!.hints;
  const hints = card.hints.slice(0, shown).map((hint) => html`<li>${of(hint)}</li>`);
  const more = shown < card.hints.length;
  return html`<h3>${of(card.title)} <small class="quiet"><code>${card.id}</code></small> <small class="quiet">${say('minutes', { minutes: card.minutes, level: card.level })}</small></h3>
<h4>${say('story')}</h4><p>${of(card.story)}</p>
<h4>${say('goal')}</h4><p>${of(card.goal)}</p>
${shown > 0 && html`<h4>${say('hints')}</h4><ol>${hints}</ol>`}
${!readOnly && buttons(more ? shown + 1 : undefined, card, busy, say)}
${verdict ? result(verdict, card, state, { say, of }) : elsewhere(card, state, { say, of })}`;
}

function buttons(nextHint: number | undefined, card: DrillCard, busy: boolean, say: Context['say']): Html {
  return html`<div class="row">
<form data-drill="check"><button class="main" ${disabled(busy)}>${say('check')}</button></form>
${nextHint && html`<form data-drill="hint"><button ${disabled(busy)}>${say('hint', { number: nextHint, of: card.hints.length })}</button></form>`}
<form data-drill="reset"><button ${disabled(busy)}>${say('resetDrill')}</button></form></div>
<p class="quiet">${say('stopDrill')}<code>npm run drill -- stop</code></p>`;
}

const disabled = (busy: boolean): Html => (busy ? html`disabled` : html`type="submit"`);

function result(verdict: Verdict, card: DrillCard, state: DrillState, { say, of }: Pick<Context, 'say' | 'of'>): Html {
  const { points, of: most, passed, items } = verdict;
  const { hints, solved } = state.progress.current!;
  const word = say(passed ? (solved ? 'repaired' : 'passed') : 'notPassed');
  const rows = items.map(
    (item) => html`<li class="${item.met ? 'good' : 'bad'}"><span aria-hidden="true">${item.met ? '✓' : '✗'}</span>
<span><span class="hidden">${say(item.met ? 'met' : 'unmet')}: </span>${of(item.what)}<span class="quiet"> ${of(item.message)}${item.of > 0 && ` (${say('points', { points: item.points, of: item.of })})`}</span></span></li>`,
  );
  return html`<section class="verdict" aria-label="${say('verdict')}"><h4>${word}: ${solved ? say('solved') : say('points', { points, of: most })}. ${say('hintsTaken', { count: hints })}</h4>
<ul role="status">${rows}</ul>${passed ? html`<h4>${say('debrief')}</h4><p>${of(card.debrief)}</p>` : html`<p>${say('checkAgain')}</p>`}</section>`;
}

/** A check in a terminal or a notebook: the best one of this drill. */
function elsewhere(card: DrillCard, { progress }: DrillState, { say, of }: Pick<Context, 'say' | 'of'>): Html | false {
  const { startedAt, hints, solved } = progress.current!;
  const best = progress.results[card.id];
  if (!best || best.at < startedAt) return false;
  const reached = solved ? say('solved') : say('points', { points: best.points, of: best.of });
  return html`<section class="verdict" aria-label="${say('verdict')}"><h4 role="status">${say(best.passed ? 'passed' : 'bestSoFar')}: ${reached}. ${say('hintsTaken', { count: hints })}</h4>
${best.passed && html`<h4>${say('debrief')}</h4><p>${of(card.debrief)}</p>`}</section>`;
}
