import { didYouMean, nearest } from '../../nearest.ts';
import { Refused } from '../http.ts';
import type { FaultKind, Order } from './class-state.ts';

/** The longest message (characters). */
const LONGEST = 1_000;
const LEARNER = /^[^\p{Cc}/\\]{1,80}$/u;

type Body = Readonly<Record<string, unknown>>;

/** What an order can name. */
export interface Known {
  readonly faults: readonly FaultKind[];
  readonly learners: readonly { readonly name: string }[];
}

/** The order in a body. @throws Refused 400 for what the class does not have */
export function orderOf(body: Body, known: Known): Order {
  const { kind, name, parameters, learners } = body;
  if (kind === 'message') {
    const text = typeof body.text === 'string' ? body.text.trim() : '';
    if (text === '' || text.length > LONGEST) throw new Refused(400, `text must have 1 to ${LONGEST} characters`);
    return { kind, text };
  }
  if (kind !== 'fault' && kind !== 'fault-end') throw new Refused(400, 'kind must be message, fault or fault-end');
  const fault = faultOf(name, known.faults);
  const some = learners === undefined ? {} : { learners: learnersOf(learners, known.learners) };
  if (kind === 'fault-end') return { kind, name: fault.name, ...some };
  return {
    kind,
    name: fault.name,
    ...(parameters !== undefined && { parameters: parametersOf(parameters, fault) }),
    ...some,
  };
}

/** The learner in a body. @throws Refused 400 */
export function learnerOf({ name }: Body): string {
  if (typeof name === 'string' && LEARNER.test(name)) return name;
  throw new Refused(400, 'name must be the name of a learner');
}

function faultOf(name: unknown, faults: readonly FaultKind[]): FaultKind {
  const found = faults.find((one) => one.name === name);
  if (found) return found;
  throw unknown('fault', name, faults);
}

function parametersOf(value: unknown, fault: FaultKind): Readonly<Record<string, string | number>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const takes = Object.keys(fault.parameters);
  for (const [key, one] of entries) {
    if (!takes.includes(key))
      throw new Refused(400, `Fault ${fault.name} takes ${takes.join(', ') || 'no parameters'}, not ${key}`);
    if (typeof one !== 'string' && typeof one !== 'number')
      throw new Refused(400, `Parameter ${key} must be a text or a number`);
  }
  return Object.fromEntries(entries);
}

function learnersOf(value: unknown, learners: Known['learners']): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) throw new Refused(400, 'learners must be a list of names');
  return value.map((name: unknown) => {
    if (learners.some((one) => one.name === name)) return name as string;
    throw unknown('learner', name, learners);
  });
}

function unknown(kind: string, name: unknown, known: readonly { readonly name: string }[]): Refused {
  const given = String(name).slice(0, 80);
  const near = nearest(
    given,
    known.map((one) => one.name),
  );
  return new Refused(400, `No ${kind} ${given}${near === undefined ? '' : didYouMean(near)}`);
}
