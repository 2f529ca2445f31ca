import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Laptop, laptop } from './laptop.ts';

let place: Laptop;
beforeAll(async () => {
  place = await laptop();
});
afterAll(() => place.clear());

/** A terminal's Ctrl-C reaches the whole process group, including tsx's compiler, which only a cold cache starts. */
it('Ctrl-C in the first run on a machine reports what is billed and how to continue', async () => {
  const cold = join(place.folder, 'tmp');
  await mkdir(cold);
  const { REPO, TSX } = place.names;
  const args = ['--import', TSX, join(REPO, 'runbook/01-cluster.ts')];
  const options = { cwd: place.folder, env: { ...place.environment, TMPDIR: cold }, detached: true } as const;
  const child = spawn(process.execPath, args, options);
  const ended = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (
        !output.includes('node pool tpunodepool is running: ') &&
        (output + text).includes('node pool tpunodepool is running: ')
      )
        process.kill(-child.pid!, 'SIGINT');
      output += text;
    });
  const [code] = await ended;
  expect([code, output]).toEqual([130, expect.stringContaining('✗ Interrupted')]);
  expect(output).toMatch(/To continue: .*\n {2}! (Still billed|Node pool tpunodepool is PROVISIONING)/);
  expect(output).toContain('99-cleanup.ts');
});
