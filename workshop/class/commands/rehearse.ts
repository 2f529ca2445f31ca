import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Flags, readFlags } from '../../../lib/runner/flags.ts';
import { folderAt } from '../folder.ts';
import { Rehearsal, scenes } from '../rehearse/scenes.ts';

const FLAGS = { 'trust-learners': { type: 'boolean' }, json: { type: 'boolean' } } as const satisfies Flags;

interface Played {
  readonly what: string;
  readonly works: boolean;
  /** Real seconds. */
  readonly seconds: number;
  readonly fact: string;
}

/** A class of one learner beside the real one, gone afterwards. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  const root = await mkdtemp(join(tmpdir(), 'rehearsal-'));
  const rehearsal = new Rehearsal(root, await freePort(), flags['trust-learners'] === true);
  const played: Played[] = [];
  try {
    for (const { what, play } of scenes) {
      const began = performance.now();
      const result = await play(rehearsal).then(
        (fact) => ({ works: true, fact }),
        (error: Error) => ({ works: false, fact: error.message }),
      );
      const one = { what, ...result, seconds: Math.round((performance.now() - began) / 100) / 10 };
      played.push(one);
      if (!flags.json) console.log(line(one));
      // Nothing of the rest can work.
      if (!one.works && played.length === 1) break;
    }
  } finally {
    await rehearsal.command('stop').catch(() => undefined);
    await rm(folderAt(root).root, { recursive: true, force: true });
  }
  const failed = played.filter(({ works }) => !works).length;
  const verdict = failed === 0 ? 'Everything works.' : `${failed} of ${scenes.length} do not work.`;
  console.log(flags.json ? JSON.stringify({ works: failed === 0, scenes: played }, null, 2) : verdict);
  return failed === 0 ? 0 : 1;
}

function line({ what, works, seconds, fact }: Played): string {
  const told = fact === '' ? '' : works ? `: ${fact}` : `\n    ${fact.trim().replaceAll('\n', '\n    ')}`;
  return `${works ? '✓' : '✗'} ${what} (${seconds.toFixed(1)} s)${told}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
