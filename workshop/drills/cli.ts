import { type Flags, readFlags, usage } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';

const HELP = `Drills: a broken deployment, a goal, and a check that asks the world. On the sandbox nothing is billed.

  npm run drill -- list          all drills, and what you have reached
  npm run drill -- start NAME    break the deployment; the first start of a stage prepares it
  npm run drill -- hint          the next of three hints
  npm run drill -- check         check the goal; the points are those of the best check
  npm run drill -- solve         do what the solution says, with its commands: no points
  npm run drill -- reset         start the running drill again
  npm run drill -- stop          end the running drill or incident, and bring back the state before it
  npm run drill -- status        the running drill, its story and goal
  npm run drill -- prepare       prepare all stages now, so that every start takes seconds
  npm run drill -- incident --seed N
                                 two causes at once, with load and a clock; without --seed, the
                                 running incident: what is mended, and the score
  npm run drill -- diagnose CODE
                                 name a cause of the incident

  --lang    en or zh; default: zh for a Chinese locale (LC_ALL, LANG), else en
  --json    the result as JSON
  --seed    of an incident, a whole number; the same seed has the same causes

Exit codes: 0 done or passed, 1 not passed or failed, 2 a wrong command line.`;

const FLAGS = {
  json: { type: 'boolean' },
  lang: { type: 'string' },
  seed: { type: 'string' },
} as const satisfies Flags;

async function main(args: readonly string[]): Promise<number> {
  const words: string[] = [];
  const flags = readFlags(FLAGS, args, words);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const { languageOf } = await import('../language.ts');
  const { commandOf, VERB_NAMES } = await import('./commands.ts');
  const [verb, ...rest] = words;
  if (verb === undefined) throw usage(`Missing command; choose one of: ${VERB_NAMES.join(', ')}`);
  return commandOf(
    verb,
    rest,
  )({ json: flags.json === true, language: languageOf(flags.lang, process.env), seed: flags.seed });
}

command(import.meta, main);
