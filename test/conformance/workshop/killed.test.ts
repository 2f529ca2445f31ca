import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kept } from '../../../workshop/class/keeper.ts';
import type { ClassState } from '../../../workshop/page/index.ts';
import { below, type Classroom, openClassroom } from './classroom.ts';

const ONE = 'ana-maria';

let room: Classroom;
beforeAll(async () => {
  room = await openClassroom('--names', new URL('names.csv', import.meta.url).pathname);
});
afterAll(() => room.close());

const recordOf = (name: string): string => room.folder.learner(name).record;
const keeperOf = (name: string): number => kept(recordOf(name))!.pid;
const sandboxOf = (name: string): { readonly url: string; readonly pid: number } =>
  JSON.parse(readFileSync(join(room.folder.learner(name).home, '.sandbox/endpoint.json'), 'utf8'));

async function state(): Promise<ClassState> {
  return JSON.parse((await room.ask('/instructor/api/class', 'instructor')).body);
}

/** Whether a learner's page answers, and its sandbox runs. */
const works = async (): Promise<boolean> => {
  try {
    const { learners } = await state();
    const isRunning = learners.find(({ name }) => name === ONE)?.state === 'running';
    return isRunning && (await room.ask(`/learners/${ONE}/`, ONE)).status === 200;
  } catch {
    return false;
  }
};

/** Whether another process has taken the place of one. */
function changed(pidOf: () => number | undefined, before: number): boolean {
  try {
    return (pidOf() ?? before) !== before;
  } catch {
    return false;
  }
}

/** Work of the learner that must be there afterwards: a file, and a step that the hub has seen. */
async function work(): Promise<void> {
  const progress = { steps: { '01-cluster': { state: 'done', at: new Date().toISOString() } }, updatedAt: '' };
  await room.type(
    ONE,
    `echo mine > notebooks/mine.txt; mkdir -p .runbook; echo '${JSON.stringify(progress)}' > .runbook/progress.json`,
  );
  await expect.poll(async () => (await state()).learners.find(({ name }) => name === ONE)?.done).toBe(1);
}

it('survives the death of each part, and keeps the work', async () => {
  await work();
  const parts: Readonly<Record<string, () => number | undefined>> = {
    agent: () => below(keeperOf(ONE), '/run/workshop/agent.mjs').at(-1),
    sandbox: () => below(keeperOf(ONE), '.cache/sandbox')[0],
    Jupyter: () => below(keeperOf(ONE), 'jupyter-notebook')[0],
    bubblewrap: () => below(keeperOf(ONE), 'bwrap')[0],
    'keeper of the room': () => keeperOf(ONE),
    hub: () => below(kept(room.folder.hub.record)!.pid, 'hub/main.ts')[0],
    'keeper of the hub': () => kept(room.folder.hub.record)!.pid,
  };
  for (const [part, pidOf] of Object.entries(parts)) {
    if (part === 'Jupyter') await room.ask(`/learners/${ONE}/files`, ONE);
    const pid = pidOf();
    expect(pid, part).toBeGreaterThan(1);
    process.kill(pid!, 'SIGKILL');
    if (part !== 'Jupyter') await expect.poll(() => changed(pidOf, pid!), { message: part }).toBe(true);
    await expect.poll(works, { interval: 300, message: part }).toBe(true);
  }
  expect(await room.type(ONE, 'cat notebooks/mine.txt')).toContain('mine');
  expect((await state()).learners.find(({ name }) => name === ONE)?.done).toBe(1);
  const { stdout } = await room.run('export');
  expect(stdout.split('\r\n')[1]).toMatch(/^ana-maria,Ana María,1,13,/);
});

it('goes on after a stop with the same links, sandboxes and work', async () => {
  const [links, before] = [room.content().learners, sandboxOf('ben')];
  expect((await room.run('stop')).code).toBe(0);
  expect((await room.run('status')).code).toBe(1);
  expect((await room.run('start', '--no-stages')).code).toBe(0);
  expect(room.content().learners).toEqual(links);
  expect(sandboxOf('ben').url).toBe(before.url);
  expect(await room.type(ONE, 'cat notebooks/mine.txt')).toContain('mine');
});

it('resets one learner, sets the work aside, and leaves the others alone', async () => {
  const before = keeperOf('ben');
  expect((await room.run('reset', 'ana-mara')).stderr).toContain('did you mean ana-maria?');
  expect((await room.run('reset', ONE)).code).toBe(0);
  await expect.poll(works).toBe(true);
  expect(await room.type(ONE, 'cat notebooks/mine.txt')).toContain('No such file');
  expect((await state()).learners.find(({ name }) => name === ONE)?.done).toBe(0);
  expect(keeperOf('ben')).toBe(before);
});
