import { stripVTControlCharacters } from 'node:util';
import { type ClassFile, originOf } from '../../workshop/class/class-file.ts';
import { kept } from '../../workshop/class/keeper.ts';
import { typed } from '../../workshop/class/rehearse/terminal.ts';
import { Visitor } from '../../workshop/class/rehearse/visitor.ts';
import { below, type Classroom, openClassroom } from '../conformance/workshop/classroom.ts';
import type { Figure } from './figure.ts';
import { memoryOf } from './memory.ts';

/** Those who walk at once, and those who only have a sandbox. `CLASS_LEARNERS=8 npm run bench -- class` is a smaller class. */
const LEARNERS = Number(process.env.CLASS_LEARNERS ?? 20);
const IDLE = Number(process.env.CLASS_IDLE ?? 100);

/** Real ms for one command of all. */
const PATIENCE = 60 * 60_000;
const MOST_RATIO = 1.5;
const GIB = 2 ** 30;
const MEMORY = 24 * GIB;

/** A whole class on this machine: everybody walks to the first completion, then everybody puts load on. */
export async function classFigures(): Promise<Figure[]> {
  const room = await openClassroom('--learners', String(LEARNERS));
  try {
    const idle = memory(room);
    const walk = await together(room, 'npm start -- --to 07');
    const served = memory(room);
    const walked = told('walk to the first completion', walk);
    // The rest takes as long again.
    for (const { what, measured } of walked) console.error(`${what}: ${measured}`);
    const load = await together(room, 'npm start -- --from 08 --to 13');
    return [
      figure('idle: memory a learner', megabytes(idle / LEARNERS)),
      figure('after the walk, with Jupyter: memory a learner', megabytes(served / LEARNERS)),
      figure('memory of the class', `${(served / GIB).toFixed(1)} GiB`, '≤ 24 GiB', served <= MEMORY),
      ...walked,
      ...told('load, autoscaler and scale-out', load),
      ...(await idleClass()),
    ];
  } finally {
    await room.close();
  }
}

async function idleClass(): Promise<Figure[]> {
  if (IDLE === 0) return [];
  const room = await openClassroom('--learners', String(IDLE));
  try {
    const all = memory(room);
    return [figure(`${IDLE} idle learners: memory`, `${(all / GIB).toFixed(1)} GiB`, '≤ 24 GiB', all <= MEMORY)];
  } finally {
    await room.close();
  }
}

interface Walk {
  readonly seconds: number;
  readonly failed: boolean;
  /** `26m 55s simulated`, of the whole run. */
  readonly simulated: string | undefined;
}

function together(room: Classroom, command: string): Promise<Walk[]> {
  const content: ClassFile = room.content();
  return Promise.all(
    content.learners.map(async ({ name, secret }) => {
      const visitor = new Visitor(originOf(content));
      await visitor.join(secret);
      const began = performance.now();
      const output = stripVTControlCharacters(
        await typed(visitor, command, PATIENCE).catch((error: Error) => error.message),
      );
      const failed = !output.includes('exit code 0');
      if (failed) console.error(`${name}: ${output.slice(-400)}`);
      return {
        seconds: (performance.now() - began) / 1000,
        failed,
        simulated: /time\s+(.+ simulated)/.exec(output)?.[1],
      };
    }),
  );
}

function told(what: string, walks: readonly Walk[]): Figure[] {
  const sorted = walks.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const [median, slowest] = [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
  const failures = walks.filter(({ failed }) => failed).length;
  const simulated = [...new Set(walks.flatMap((one) => one.simulated ?? []))].sort();
  return [
    figure(`${what}: failures`, `${failures} of ${walks.length}`, '0', failures === 0),
    figure(`${what}: median, slowest`, `${median.toFixed(0)} s, ${slowest.toFixed(0)} s`),
    figure(`${what}: slowest/median`, (slowest / median).toFixed(2), `≤ ${MOST_RATIO}`, slowest / median <= MOST_RATIO),
    figure(`${what}: simulated time`, [...new Set([simulated[0], simulated.at(-1)])].join(' to ')),
  ];
}

/** Of all processes in the rooms: each shared page counts in parts. */
function memory(room: Classroom): number {
  const pids = room.content().learners.flatMap(({ name }) => {
    const keeper = kept(room.folder.learner(name).record);
    return keeper ? [keeper.pid, ...below(keeper.pid, '')] : [];
  });
  return pids.reduce((sum, pid) => sum + memoryOf(pid), 0);
}

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

const figure = (what: string, measured: string, goal?: string, met?: boolean): Figure => ({
  what: `${LEARNERS} learners, ${what}`,
  measured,
  ...(goal !== undefined && { goal }),
  ...(met !== undefined && { met }),
});
