import type { VariableName } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { again } from './again.ts';
import type { Prompts } from './prompts.ts';
import type { Known, Offer, Question } from './question.ts';
import type { Surroundings } from './surroundings.ts';
import { TABLE } from './table.ts';

/** What is given before anybody is asked. */
export interface Given {
  /** By the names of the flags. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  /** From the environment, the present `.env`, and the sandbox's values. */
  readonly previous: Known;
  /** Flags that are missing although no question needs them. */
  readonly missing?: readonly string[];
  /** The shell's, for the command to type next. @default empty */
  readonly environment?: NodeJS.ProcessEnv;
}

export interface Answers {
  readonly values: Known;
  /** What the person should know about the answers. */
  readonly warnings: readonly string[];
}

/**
 * Asks every question that applies: a flag answers it; on a terminal the person does, with the previous value
 * preselected; without a terminal the previous value does, or a preselected one that may be assumed.
 * @throws RunbookError USAGE with every flag that is missing, CONFIG_INVALID for a value that is refused
 */
export async function interview(
  questions: readonly Question[],
  given: Given,
  cloud: Surroundings,
  prompts: Prompts | undefined,
): Promise<Answers> {
  const { flags, previous } = given;
  if (!prompts) refuseMissing(questions, given);
  const values: Partial<Record<VariableName, string>> = {};
  const warnings: string[] = [];
  for (const question of questions) {
    if (question.applies?.(values) === false) continue;
    const { variable, flag } = question;
    const offer = await question.offer(values, cloud);
    const named = flags[flag];
    const known = typeof named === 'string' ? named : prompts ? undefined : (previous[variable] ?? offer.first);
    const text = known ?? (await asked(question, offer, values, previous[variable], prompts!));
    const read = readAnswer(text, offer);
    if ('why' in read) throw refused(question, text, read.why, given);
    values[variable] = read.value;
    if (read.warning !== undefined) warnings.push(read.warning);
  }
  return { values, warnings };
}

function refuseMissing(
  questions: readonly Question[],
  { flags, previous, missing: more = [], environment }: Given,
): void {
  const known: Partial<Record<VariableName, string>> = { ...previous };
  for (const { variable, flag } of questions) {
    const named = flags[flag];
    const { default: usual } = TABLE[variable];
    if (typeof named === 'string') known[variable] = named;
    else if (typeof usual === 'string') known[variable] ??= usual;
  }
  const missing = questions.filter(
    ({ variable, assumed, applies }) => !assumed && known[variable] === undefined && applies?.(known) !== false,
  );
  const wanted = [...missing.map(({ flag, placeholder }) => `--${flag} ${placeholder}`), ...more];
  if (wanted.length === 0) return;
  const typed = again(flags, environment);
  throw new RunbookError('USAGE', `Without a terminal, configure needs ${wanted.join(', ')}`, {
    evidence: missing.map(({ flag, help }) => `--${flag}: ${help}`),
    remedy: [typed, ...(typed.includes(' -- ') ? [] : ['--']), ...wanted].join(' '),
  });
}

async function asked(
  question: Question,
  offer: Offer,
  values: Known,
  previous: string | undefined,
  prompts: Prompts,
): Promise<string> {
  const { choices, other } = offer;
  const [only] = choices;
  // A single machine is no question, although another text could be given by the flag.
  if (choices.length === 1 && (!other || question.assumed)) {
    prompts.only(question.message(values), only!.value);
    return only!.value;
  }
  const kept = previous !== undefined && !('why' in readAnswer(previous, offer)) ? previous : undefined;
  return prompts.choose(question.message(values), offer, kept ?? offer.first);
}

/** Choices that an error names. */
const SOME = 10;

/** Reads a text as one of the choices, or as another value. */
export function readAnswer(text: string, { choices, other }: Offer) {
  const choice = choices.find(({ value }) => value === text);
  if (choice) return { value: text, ...(choice.warning !== undefined && { warning: choice.warning }) };
  if (other) return other(text);
  const values = choices.map(({ value }) => value);
  const more = values.length > SOME ? ` and ${values.length - SOME} more` : '';
  return { why: `expected one of ${values.slice(0, SOME).join(', ')}${more}` };
}

function refused(
  { flag, variable, placeholder }: Question,
  text: string,
  why: string,
  { flags, environment = {} }: Given,
): RunbookError {
  const source = typeof flags[flag] === 'string' ? `--${flag} ${text}` : `${variable}=${text}`;
  const { [variable]: _, ...others } = environment;
  const next = again({ ...flags, [flag]: placeholder }, others);
  return new RunbookError('CONFIG_INVALID', `${source}: ${why}`, { remedy: `Choose another --${flag}:\n    ${next}` });
}
