import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { agreement } from './agreement.ts';
import { autoscalers } from './autoscalers.ts';
import { classFigures } from './class.ts';
import { classroom } from './classroom.ts';
import { diagnosis } from './diagnosis.ts';
import { fast } from './fast.ts';
import type { Figure } from './figure.ts';
import { load } from './load.ts';
import { park } from './park.ts';
import { pods } from './pods.ts';
import { published } from './published.ts';
import { reaction } from './reaction.ts';
import { scaling } from './scaling.ts';
import { simulation } from './simulate.ts';
import { start } from './start.ts';
import { walk } from './walk.ts';
import { type Kind, tally } from './walkthroughs/tally.ts';

/** The benches that are programs of their own: each prints lines of a name and a figure. */
function script(name: string): () => Promise<Figure[]> {
  return async () => {
    const path = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
    const output = execFileSync(process.execPath, ['--import', 'tsx', path], { encoding: 'utf8' });
    return output.split('\n').flatMap((line) => {
      const [, what, measured] = /^\s*(.*?\S)\s{2,}(.+)$/.exec(line) ?? /^\s*(.*?\S):\s+(.+)$/.exec(line) ?? [];
      return what === undefined ? [] : [{ what: `${name}: ${what}`, measured: measured!.trim() }];
    });
  };
}

const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = {
  start,
  pods,
  autoscalers,
  classroom,
  fast,
  park,
  walk,
  vllm: script('vllm'),
  promql: script('promql'),
  load,
  published,
  reaction,
  simulate: async () => [...(await simulation()), ...(await agreement()), ...(await scaling())],
  diagnosis,
};

/** They take up to an hour each: done when they are named. */
const LONG: typeof BENCHES = {
  faults: counted('faults', 20, 'whole walkthroughs with API faults at 20 %'),
  class: classFigures,
  kills: counted('kills', 30, 'runs that were killed and end as an undisturbed one'),
};

function counted(kind: Kind, count: number, what: string): () => Promise<Figure[]> {
  return async () => {
    const good = await tally(kind, count, 0.2, console.error);
    return [{ what, measured: `${good} of ${count}`, goal: `${count} of ${count}`, met: good === count }];
  };
}

const ALL = { ...BENCHES, ...LONG };
const USAGE = `Usage: npm run bench [-- NAME...]
Prints a table in Markdown; ends with 1 when a goal is missed.
  default   ${Object.keys(BENCHES).join(', ')}
  by name   ${Object.keys(LONG).join(', ')} (up to an hour each)`;

async function main(names: readonly string[]): Promise<void> {
  if (names.includes('--help')) return console.log(USAGE);
  const unknown = names.filter((name) => !Object.hasOwn(ALL, name));
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  console.log('| what | measured | goal | |\n|---|---|---|---|');
  for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
    for (const { what, measured, goal = '', met } of await ALL[name]!()) {
      if (met === false) process.exitCode = 1;
      console.log(`| ${what} | ${measured} | ${goal} | ${met === undefined ? '' : met ? 'met' : 'missed'} |`);
    }
  }
}

await main(process.argv.slice(2));
