import leven from 'leven';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { colours, plain, type Style } from '../../lib/log/format.ts';
import { usage } from '../../lib/runner/flags.ts';
import { withSession } from '../../lib/runner/run.ts';
import type { Session } from '../../lib/session/session.ts';
import { remedies } from '../../runbook/steps.ts';
import type { Language } from '../text.ts';
import { checkDrill, hint, resetDrill, solveDrill, startDrill, stopDrill } from './engine.ts';
import { running, wanted } from './find.ts';
import { formatHint, formatList, formatNone, formatStory, formatVerdict } from './format.ts';
import { drills } from './list/index.ts';
import { readProgress } from './progress.ts';
import type { Verdict } from './verdict.ts';

export interface Told {
  readonly json: boolean;
  readonly language: Language;
}

type Act = (told: Told) => Promise<number>;

const style = (): Style => (process.stdout.isTTY && !process.env.NO_COLOR ? colours : plain);
const show = ({ json }: Told, value: unknown, text: string): void =>
  console.log(json ? JSON.stringify(value, null, 2) : text);

/** Each verb, with the number of words that it takes. */
const VERBS: Readonly<Record<string, { readonly takes: number; act(words: readonly string[]): Act }>> = {
  list: {
    takes: 0,
    act: () => async (told) => {
      const progress = await readProgress();
      const all = drills.map(({ id, title, minutes, level, topics, stage }) => ({
        id,
        title,
        minutes,
        level,
        topics,
        stage,
      }));
      show(told, { drills: all, ...progress }, formatList(drills, progress, told.language));
      return 0;
    },
  },
  start: { takes: 1, act: ([name]) => begin(`start ${name}`, name!, (session) => startDrill(session, name!)) },
  reset: { takes: 0, act: () => begin('reset', undefined, resetDrill) },
  stop: {
    takes: 0,
    act: () => (told) =>
      inSession('stop', told, async (session) => {
        const { id } = await stopDrill(session);
        show(told, { stopped: id }, `Stopped drill ${id}.`);
        return 0;
      }),
  },
  hint: {
    takes: 0,
    act: () => async (told) => {
      const { number, text } = await hint();
      show(told, { number, text }, formatHint(number, text, told.language));
      return 0;
    },
  },
  status: {
    takes: 0,
    act: () => async (told) => {
      const { current, results } = await readProgress();
      const text = current ? formatStory(wanted(current.id), told.language, style()) : formatNone(told.language);
      show(told, { current, results }, text);
      return current ? 0 : 1;
    },
  },
  check: {
    takes: 0,
    act: () => (told) => inSession('check', told, async (session) => judged(await checkDrill(session), told)),
  },
  solve: {
    takes: 0,
    act: () => (told) =>
      inSession('solve', told, async (session) => {
        const say = (text: string): void => session.log.write({ kind: 'note', text });
        return judged(await solveDrill(session, (why) => say(`# ${why[told.language]}`)), told);
      }),
  },
};

/** @throws RunbookError USAGE with the nearest verb */
export function commandOf(verb: string, words: readonly string[]): Act {
  if (!Object.hasOwn(VERBS, verb)) {
    const [near] = Object.keys(VERBS).sort((a, b) => leven(a, verb) - leven(b, verb));
    throw usage(`Unknown command ${verb}; did you mean ${near}?`);
  }
  const { takes, act } = VERBS[verb]!;
  if (words.length > takes) throw usage(`Unexpected argument ${JSON.stringify(words[takes])}`);
  if (words.length < takes)
    throw new RunbookError('USAGE', 'Missing name of a drill', { remedy: 'npm run drill -- list' });
  return act(words);
}

function begin(
  resume: string,
  name: string | undefined,
  act: (session: Session) => Promise<{ readonly id: string }>,
): Act {
  return async (told) => {
    // A misspelt name needs no sandbox.
    if (name !== undefined) wanted(name);
    return inSession(resume, told, async (session) => {
      const { id } = await act(session);
      const drill = wanted(id);
      const { title, story, goal, minutes } = drill;
      show(told, { id, title, story, goal, minutes }, `\n${formatStory(drill, told.language, style())}`);
      return 0;
    });
  };
}

/** The log goes to standard error where standard output is JSON. */
async function inSession(resume: string, { json }: Told, work: (session: Session) => Promise<number>): Promise<number> {
  // Without a running drill no sandbox is started.
  if (!resume.startsWith('start')) await running();
  let ended = 0;
  const code = await withSession(
    {
      environment: process.env,
      stopTarget: false,
      resume: () => `npm run drill -- ${resume}`,
      runbook: { remedies },
      stream: json ? process.stderr : process.stdout,
    },
    async (session) => {
      ended = await work(session);
    },
  );
  return code === 0 ? ended : code;
}

async function judged(verdict: Verdict, told: Told): Promise<number> {
  show(told, verdict, formatVerdict(verdict, wanted(verdict.drill), told.language, style()));
  return verdict.passed ? 0 : 1;
}
