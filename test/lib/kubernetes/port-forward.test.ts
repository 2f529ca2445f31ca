import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Command } from '../../../lib/command/command.ts';
import { lines } from '../../../lib/command/execute.ts';
import { endForwards, forwarded } from '../../../lib/kubernetes/port-forward.ts';
import type { Session } from '../../../lib/session/session.ts';

/** A session whose kubectl forwards a port until it is stopped. */
function forwarding() {
  let open = 0;
  const session = {
    background: new Map([['load', { stop: async () => expect.unreachable() }]]),
    signal: new AbortController().signal,
    log: { write: () => undefined },
    complete: (command: unknown) => command,
    target: { clock: { sleep: async () => undefined } },
    async *follow(_: unknown, signal: AbortSignal) {
      open++;
      yield 'Forwarding from 127.0.0.1:40001 -> 8000';
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      open--;
    },
  } as unknown as Session;
  return { session, open: () => open };
}

const SERVICE = { name: 'server', namespace: 'default', port: 8000 };

/** The first look of a wait. */
async function opened(session: Session) {
  for await (const look of forwarded(SERVICE).watch!(session, session.signal)) return look;
  return undefined;
}

it('is started by a wait, not by a look', async () => {
  const { session, open } = forwarding();
  expect(await forwarded(SERVICE).look(session, session.signal)).toMatchObject({ state: 'pending' });
  expect(open()).toBe(0);
  expect([...session.background.keys()]).toEqual(['load']);
  await opened(session);
  expect(await forwarded(SERVICE).look(session, session.signal)).toMatchObject({ value: '127.0.0.1:40001' });
  expect(open()).toBe(1);
  await endForwards(session);
});

it('stops port forwardings, and no other background work', async () => {
  const { session, open } = forwarding();
  const look = await opened(session);
  expect(look).toMatchObject({ state: 'met', value: '127.0.0.1:40001' });
  expect(open()).toBe(1);
  await endForwards(session);
  expect(open()).toBe(0);
  expect([...session.background.keys()]).toEqual(['load']);
});

it('ends with its wait when kubectl prints nothing, as behind a VPN that is gone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'port-forward-'));
  await writeFile(join(folder, 'kubectl'), `#!/bin/sh\necho $$ > ${folder}/pid\nsleep 600\n`, { mode: 0o755 });
  const environment = { PATH: `${folder}:${process.env.PATH}` };
  const follow = (command: Command, signal: AbortSignal) => lines(command, { environment, signal });
  const session = { ...forwarding().session, follow } as Session;
  const pid = (): number => Number(readFileSync(join(folder, 'pid'), 'utf8'));
  const late = new AbortController();
  const looks = forwarded(SERVICE).watch!(session, late.signal);
  const look = looks[Symbol.asyncIterator]().next();
  look.catch(() => undefined);
  await expect.poll(pid).toBeGreaterThan(0);
  late.abort(new Error('too late'));
  await expect(look).rejects.toThrow('too late');
  expect([...session.background.keys()]).toEqual(['load']);
  await expect.poll(() => lives(pid())).toBe(false);
  await rm(folder, { recursive: true });
});

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
