import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { usage } from '../../lib/runner/flags.ts';
import type { Session } from '../../lib/session/session.ts';
import { didYouMean, nearest } from '../nearest.ts';
import { show, style } from '../told.ts';
import type { Drill } from './drill.ts';
import { checkDrill, hint, resetDrill, solveDrill, startDrill, stopDrill } from './engine.ts';
import { running, wanted } from './find.ts';
import { formatHint, formatList, formatNone, formatStory, formatVerdict } from './format.ts';
import { isKept } from './ground.ts';
import { diagnoseCommand, incidentCommand } from './incident/commands.ts';
import { readIncident } from './incident/record.ts';
import { drills } from './list/index.ts';
import { readProgress } from './progress.ts';
import { prepareStage } from './stages.ts';
import { inSession, type DrillTold as Told } from './terminal.ts';
import type { CheckedDrill } from './verdict.ts';

type Act = (told: Told) => Promise<number>;

interface Verb {
  /** The name of the word that it takes, if it takes one. */
  readonly takes?: string;
  act(told: Told, word: string): Promise<number>;
}

const VERBS: Readonly<Record<string, Verb>> = {
  list: {
    act: async (told) => {
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
  start: {
    takes: 'drill',
    act: async (told, name) => {
      // A misspelt name needs no sandbox.
      wanted(name);
      return inSession(told, async (session) => tell(await startDrill(session, name), told));
    },
  },
  reset: { act: (told) => withDrill(told, async (session) => tell(await resetDrill(session), told)) },
  check: { act: (told) => withDrill(told, async (session) => judge(await checkDrill(session), told)) },
  solve: {
    act: (told) =>
      withDrill(told, async (session) => {
        const say = (text: string): void => session.log.write({ kind: 'note', text });
        return judge(await solveDrill(session, (why) => say(`# ${why[told.language]}`)), told);
      }),
  },
  stop: {
    act: async (told) => {
      const runs = (await readProgress()).current ?? (await readIncident()) ?? (await isKept(process.env));
      if (!runs) await running();
      return inSession(told, async (session) => {
        const id = await stopDrill(session);
        show(told, { stopped: id ?? 'incident' }, `Stopped ${id === undefined ? 'the incident' : `drill ${id}`}.`);
        return 0;
      });
    },
  },
  hint: {
    act: async (told) => {
      const { number, text } = await hint();
      show(told, { number, text }, formatHint(number, text, told.language));
      return 0;
    },
  },
  status: {
    act: async (told) => {
      const { current, results } = await readProgress();
      const text = current ? formatStory(wanted(current.id), told.language, style()) : formatNone(told.language);
      show(told, { current, results }, text);
      return current ? 0 : 1;
    },
  },
  prepare: {
    act: (told) =>
      inSession(told, async (session) => {
        const last = await prepareStage('scaling', session);
        show(told, { stage: last }, 'All stages are prepared.');
        return 0;
      }),
  },
  incident: { act: incidentCommand },
  diagnose: { takes: 'cause', act: (told, text) => diagnoseCommand(text, told) },
};

/** The words that are commands. */
export const VERB_NAMES: readonly string[] = Object.keys(VERBS);

/** @throws RunbookError USAGE with the nearest verb */
export function commandOf(name: string, words: readonly string[]): Act {
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name]! : undefined;
  if (!verb) {
    const near = nearest(name, VERB_NAMES);
    throw usage(`Unknown command ${name}${didYouMean(near)}`);
  }
  const [word = '', ...more] = verb.takes === undefined ? ['', ...words] : words;
  if (more.length > 0) throw usage(`Unexpected argument ${JSON.stringify(more[0])}`);
  if (verb.takes !== undefined && word === '')
    throw new RunbookError('USAGE', `Missing name of a ${verb.takes}`, { remedy: 'npm run drill -- list' });
  return (told) => verb.act(told, word);
}

/** Without a running drill no sandbox is started. */
async function withDrill(told: Told, work: (session: Session) => Promise<number>): Promise<number> {
  await running();
  return inSession(told, work);
}

function tell(drill: Drill, told: Told): number {
  const { id, title, story, goal, minutes } = drill;
  show(told, { id, title, story, goal, minutes }, `\n${formatStory(drill, told.language, style())}`);
  return 0;
}

function judge(verdict: CheckedDrill, told: Told): number {
  show(told, verdict, formatVerdict(verdict, wanted(verdict.drill), told.language, style()));
  return verdict.passed ? 0 : 1;
}
