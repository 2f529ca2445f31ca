import { plain } from '../../lib/log/format.ts';
import type { Session } from '../../lib/session/session.ts';
import { notebook } from '../../runbook/notebook/shared.ts';
import { languageOf } from '../language.ts';
import type { Language } from '../text.ts';
import type { Drill } from './drill.ts';
import { checkDrill, hint, resetDrill, solveDrill, startDrill, stopDrill } from './engine.ts';
import { wanted } from './find.ts';
import { type COMMANDS, formatHint, formatList, formatStory, formatVerdict } from './format.ts';
import { drills } from './list/index.ts';
import { readProgress } from './progress.ts';
import type { CheckedDrill } from './verdict.ts';

const COMMANDS_HERE: typeof COMMANDS = {
  hint: 'await drill.hint()',
  check: 'await drill.check()',
  stop: 'await drill.stop()',
};

let language: Language = languageOf(undefined, process.env);

/** Start a drill. @param spoken the language of this drill and of what follows */
async function start(id: string, spoken: Language = language): Promise<void> {
  wanted(id);
  language = spoken;
  await notebook.work(async (session) => {
    tell(session, await startDrill(session, id));
  });
}

/**
 * Drills in a notebook: `await drill('quota')` starts one, `await drill.check()` checks it. They share the session of
 * `vllm-tpu-runbook/notebook`.
 */
export const drill = Object.assign(start, {
  /** Show all drills, and what was reached. */
  list: async () => notebook.say(formatList(drills, await readProgress(), language)),
  /** Show the next of three hints. */
  hint: async () => {
    const { number, text } = await hint();
    notebook.say(formatHint(number, text, language));
  },
  /** Check the goal. A goal that is not reached is no error. */
  check: () => notebook.work(async (session) => judged(session, await checkDrill(session))),
  /** Do what the solution says: no points. */
  solve: () =>
    notebook.work(async (session) =>
      judged(session, await solveDrill(session, (why) => say(session, `# ${why[language]}`))),
    ),
  /** Start the running drill again. */
  reset: () => notebook.work(async (session) => tell(session, await resetDrill(session))),
  /** End the running drill, and bring back the state before it. */
  stop: () => notebook.work(async (session) => void (await stopDrill(session))),
});

function judged(session: Session, verdict: CheckedDrill): void {
  say(session, formatVerdict(verdict, wanted(verdict.drill), language, plain, COMMANDS_HERE));
}

function tell(session: Session, started: Drill): void {
  say(session, formatStory(started, language, plain, COMMANDS_HERE));
}

// A note wraps its lines, an output does not.
const say = ({ log }: Session, text: string): void => log.write({ kind: 'note', text });
