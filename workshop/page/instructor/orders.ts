import { Refused } from '../http.ts';
import type { Order } from './class-state.ts';

/** The longest message (characters). */
const LONGEST = 1_000;
const FAULT = /^[a-z][a-z0-9-]{0,80}$/;
const LEARNER = /^[^\p{Cc}/\\]{1,80}$/u;

type Body = Readonly<Record<string, unknown>>;

/** The order in a body. @throws Refused 400 */
export function orderOf(body: Body): Order {
  if (body.kind === 'message') {
    const text = typeof body.text === 'string' ? body.text.trim() : '';
    if (text === '' || text.length > LONGEST) throw new Refused(400, `text must have 1 to ${LONGEST} characters`);
    return { kind: 'message', text };
  }
  if (body.kind !== 'fault') throw new Refused(400, 'kind must be message or fault');
  const { name, parameters, learners } = body;
  if (typeof name !== 'string' || !FAULT.test(name)) throw new Refused(400, 'name must be the name of a fault');
  return {
    kind: 'fault',
    name,
    ...(parameters !== undefined && { parameters: parametersOf(parameters) }),
    ...(learners !== undefined && { learners: learnersOf(learners) }),
  };
}

/** The learner in a body. @throws Refused 400 */
export function learnerOf({ name }: Body): string {
  if (typeof name === 'string' && LEARNER.test(name)) return name;
  throw new Refused(400, 'name must be the name of a learner');
}

function parametersOf(value: unknown): Readonly<Record<string, string | number>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  if (entries?.every(([, one]) => typeof one === 'string' || typeof one === 'number'))
    return Object.fromEntries(entries);
  throw new Refused(400, 'parameters must be texts or numbers by name');
}

function learnersOf(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string' && LEARNER.test(one))) return value;
  throw new Refused(400, 'learners must be a list of names');
}
