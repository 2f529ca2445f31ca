import { usage } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';
import { didYouMean, nearest } from '../nearest.ts';

const HELP = `A class on this machine: a sandbox, notebooks and a terminal for each learner, in the browser.

Usage:
  npm run workshop -- start (--learners N | --names FILE.csv) [--spare N] [--listen ADDRESS] [--port N]
                                    [--trust-learners] [--no-stages]
                              start the class, or what of it has ended; a longer list adds learners
  npm run workshop -- sheet [--text]
                              write the links with QR codes for printing, or print them here
  npm run workshop -- status  show each learner's step, score and who is stuck
  npm run workshop -- reset NAME
                              give a learner a new sandbox and new notebooks; the old ones are set aside
  npm run workshop -- remove NAME …
                              take learners out of the class; their links end, and their files are set aside
  npm run workshop -- export [--format csv|json]
                              print the steps and scores of all learners
  npm run workshop -- stop    stop the class; everything is kept for the next start
  npm run workshop -- join 'URL' [--port N]
                              on a learner's own laptop: take part with this clone and its sandbox
  npm run workshop -- rehearse [--trust-learners]
                              walk one learner through everything, and report what works

  --learners N       N learners, learner-01 to learner-NN
  --names FILE.csv   one learner a line; the first field is the name
  --spare N          N more cards, spare-01 to spare-NN, for people who come without notice, and for yourself
  --listen ADDRESS   listen at an address of this machine, with TLS (default: 127.0.0.1, without TLS)
  --port N           the port of the links (default: 8600)
  --trust-learners   for this start only, run without bubblewrap: every learner can then read and change everything of the
                     others
  --no-stages        do not prepare the drills in the background: each learner's first drill then takes minutes
  --text             print links and QR codes instead of writing a page
  --json             print JSON

The class is in .workshop ($WORKSHOP_HOME). Exit codes: 0 done, 1 failed or not running, 2 wrong usage.`;

const COMMANDS: Readonly<Record<string, () => Promise<{ run(args: readonly string[]): Promise<number> }>>> = {
  start: () => import('./commands/start.ts'),
  sheet: () => import('./commands/sheet.ts'),
  status: () => import('./commands/status.ts'),
  reset: () => import('./commands/reset.ts'),
  remove: () => import('./commands/remove.ts'),
  export: () => import('./commands/export.ts'),
  stop: () => import('./commands/stop.ts'),
  join: () => import('./commands/join.ts'),
  rehearse: () => import('./commands/rehearse.ts'),
};

async function main([name, ...args]: readonly string[]): Promise<number> {
  const known = Object.keys(COMMANDS);
  if (name === '--version') {
    console.log(version());
    return 0;
  }
  if (name === '--help' || name === '-h' || args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  if (name === undefined || name.startsWith('-')) throw usage(`Missing command; choose one of: ${known.join(', ')}`);
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load) return (await load()).run(args);
  const near = nearest(name, known);
  throw usage(`Unknown command ${name}${near ? didYouMean(near) : `; choose one of: ${known.join(', ')}`}`);
}

command(import.meta, main);
