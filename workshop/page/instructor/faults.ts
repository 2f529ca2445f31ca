import { type Html, html } from '../html.ts';
import type { Context } from '../view/context.ts';
import type { ClassState, FaultKind, FaultOn, LearnerState } from './class-state.ts';

/** The form that switches a fault on: each fault has its own parameters, of which the script shows those of the chosen one. */
export function faultForm(faults: readonly FaultKind[], { say }: Context): Html {
  const options = faults.map(({ name }) => html`<option value="${name}">${name}</option>`);
  return html`<form data-order="fault"><label for="fault">${say('fault')}</label>
<select id="fault" name="name" required><option value="">${say('chooseFault')}</option>${options}</select>
${faults.map((one) => parameters(one, say))}
<div class="row" data-live="recipients"></div><button type="submit">${say('sendFault')}</button></form>`;
}

function parameters({ name, strikes, parameters }: FaultKind, say: Context['say']): Html {
  const inputs = Object.entries(parameters).map(([key, meaning]) => {
    const id = `${name}-${key}`;
    return html`<label for="${id}"><code>${key}</code> <span class="quiet" lang="en">${meaning}</span></label>
<input id="${id}" name="parameters.${key}" autocomplete="off">`;
  });
  return html`<fieldset data-fault="${name}" hidden disabled><legend>${name}</legend>
<p class="quiet">${say('strikes')} <span lang="en">${strikes}</span></p>${inputs}</fieldset>`;
}

/** To whom a fault goes; the list grows with the class. */
export function recipients({ learners }: Pick<ClassState, 'learners'>, { say }: Context): Html {
  const names = learners.map(({ name }) => html`<option value="${name}">${name}</option>`);
  return html`<label for="only">${say('only')}</label><select id="only" name="learners"><option value="">${say('everybody')}</option>${names}</select>`;
}

interface Group {
  readonly fault: FaultOn;
  /** The drill to which the fault belongs, as far as one can see. */
  readonly drill: string | undefined;
  readonly names: string[];
}

/** Each fault that is on, where, with the button that ends it; and what a sandbox refused. */
export function faultsOn({ learners }: Pick<ClassState, 'learners'>, { say }: Context): Html {
  const groups = grouped(learners);
  const refusals = learners.filter(({ refusal }) => refusal !== undefined);
  const rows = [...groups].map(([key, { fault, drill, names }]) => {
    const given = Object.entries(fault.parameters).map(([name, value]) => html` <code>${name}=${value}</code>`);
    return html`<li data-key="${key}"><code>${fault.name}</code>${given}${drill && html` <span class="badge busy">${say('ofDrill', { drill })}</span>`}
<span class="quiet">${names.length === learners.length ? say('everybody') : names.join(', ')}</span>
<button type="button" data-end="${fault.name}" data-learners="${names.join(' ')}" aria-label="${say('endOf', { name: fault.name })}">${say('endFault')}</button></li>`;
  });
  return html`${rows.length === 0 ? html`<p class="quiet">${say('noFaults')}</p>` : html`<ul class="faults">${rows}</ul>`}
${refusals.map(({ name, refusal }) => html`<p class="why" data-key="refusal-${name}">${name}: <span lang="en">${refusal}</span></p>`)}`;
}

/** A fault of a drill is apart from the same fault of the instructor: without it, the drill gives no points. */
function grouped(learners: readonly LearnerState[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const { name, drill, faults = [] } of learners) {
    for (const fault of faults) {
      const key = JSON.stringify([fault.name, fault.parameters, drill?.id]);
      const group = groups.get(key) ?? { fault, drill: drill?.id, names: [] };
      group.names.push(name);
      groups.set(key, group);
    }
  }
  return groups;
}
