import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Notebook } from '../../../lib/notebook/notebook.ts';
import type { Session } from '../../../lib/session/session.ts';
import { ownHome } from '../own-home.ts';
import { GKE } from '../target/configured.ts';

ownHome();

/** Where a kernel's display writes to; outside a kernel it refuses. */
const jupyter = createRequire(import.meta.url)('tslab/dist/jupyter.js') as { lastWriteDisplayData: unknown };
beforeAll(() => {
  jupyter.lastWriteDisplayData = () => undefined;
});
afterAll(() => {
  jupyter.lastWriteDisplayData = null;
});

/** A notebook on Google Cloud that asks nothing: every value that a session looks up is given. */
function notebook(): Notebook {
  for (const [name, value] of Object.entries(GKE)) vi.stubEnv(name, value);
  return new Notebook();
}

describe('the variables that a cell sets', () => {
  let opened: Notebook | undefined;
  afterEach(() => opened?.close());

  it.each<[string, (session: Session) => Session]>([
    ['a step', (session) => session],
    ['a step beside another', (session) => session.within(new AbortController().signal)],
    ['a branch', (session) => session.through(session.log)],
    ['a branch of a step beside another', (session) => session.within(session.signal).through(session.log)],
  ])('reach %s', async (_, made) => {
    opened = notebook();
    const replicas = (): Promise<number> => opened!.look(async (session) => made(session).config.MAX_REPLICAS);
    const before = await replicas();
    await opened.configure({ MAX_REPLICAS: before + 1 });
    expect(await replicas()).toBe(before + 1);
    expect(await opened.look(async (session) => made(session).config.PROJECT_NUMBER)).toBe(GKE.PROJECT_NUMBER);
  });
});

it('a cell has no findings of an earlier cell, also in a step beside another', async () => {
  const cells = notebook();
  const known = (session: Session) => session.within(session.signal).known;
  await cells.look(async (session) => known(session).set('zone', 'a'));
  expect(await cells.look(async (session) => known(session).size)).toBe(0);
  await cells.close();
});
