import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { kubectl } from '../../lib/command/command.ts';
import { exists } from '../../lib/kubernetes/conditions.ts';
import { runStep } from '../../lib/runner/runner.ts';
import { isMain } from '../../lib/runner/script.ts';
import type { Session } from '../../lib/session/session.ts';
import { waitFor } from '../../lib/wait/wait.ts';
import { cluster, credentials } from '../../runbook/steps.ts';
import { QUICK } from '../conformance/runbook/durations.ts';
import { REPO } from '../e2e/laptop.ts';
import { place } from '../runbook/place.ts';
import { atMost, type Figure } from './figure.ts';

/*
 * npx tsx test/bench/reaction.ts [COUNT]
 *   how long after kubectl has printed the event a wait returns (p99 at most 100 ms), what the runbook adds to a bare
 *   command (at most 150 ms), and how long --help takes against an empty script (at most 1.15 times)
 */

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))]!;

/** From the line that kubectl printed to the return of the wait, in ms. */
async function reactionTo(session: Session, number: number): Promise<number> {
  let printed = 0;
  const timed: Session = {
    ...session,
    follow: async function* (command, signal) {
      for await (const line of session.follow(command, signal)) {
        printed = performance.now();
        yield line;
      }
    },
  };
  const name = `bench-${number}`;
  const waiting = waitFor(exists({ resource: 'configmap', name, namespace: 'default' }), timed);
  await session.ask(kubectl`create configmap ${name} -n default`);
  await waiting;
  return performance.now() - printed;
}

/** What a command takes through the session, less what it takes bare, in ms. */
async function overhead(session: Session): Promise<number> {
  const command = kubectl`version --client`;
  const bare = performance.now();
  await promisify(execFile)('kubectl', [...session.complete(command).args], { env: session.target.environment });
  const ours = performance.now();
  await session.ask(command);
  return performance.now() - ours - (ours - bare);
}

/** The CPU time that a script takes, in ms: other processes of the machine have no part in it. */
function cpuOf(script: string, ...args: readonly string[]): number {
  const line = ['npx', 'tsx', script, ...args].map((word) => `'${word}'`).join(' ');
  const { stderr } = spawnSync('bash', ['-c', `TIMEFORMAT='%U %S'; time ${line} >/dev/null 2>&1`], { cwd: REPO });
  const [user = 0, system = 0] = String(stderr).trim().split(' ').map(Number);
  return (user + system) * 1000;
}

/** What the runbook itself takes. */
export async function reaction(count = 20): Promise<Figure[]> {
  const at = await place({ durations: QUICK });
  const session = at.session();
  const reactions: number[] = [];
  const overheads: number[] = [];
  try {
    await runStep(cluster, session);
    await runStep(credentials, session);
    for (let number = 0; number < count; number++) {
      reactions.push(await reactionTo(session, number));
      overheads.push(await overhead(session));
    }
  } finally {
    await at.clear();
  }
  return [
    atMost('a wait returns after its watch event, p99', quantile(reactions, 0.99), 100, 'ms'),
    atMost('on top of a bare command, median', quantile(overheads, 0.5), 150, 'ms'),
    atMost('--help against an empty script, CPU time', help(), 1.15, 'times'),
  ];
}

function help(): number {
  const empty = join(tmpdir(), 'empty.ts');
  writeFileSync(empty, '');
  const [ours, theirs] = [[], []] as [number[], number[]];
  for (let time = 0; time < 5; time++) {
    ours.push(cpuOf('runbook/01-cluster.ts', '--help'));
    theirs.push(cpuOf(empty));
  }
  return Math.min(...ours) / Math.min(...theirs);
}

if (isMain(import.meta)) {
  void reaction(Number(process.argv[2] ?? 20)).then((figures) => {
    for (const { what, measured, goal } of figures) console.log(`${what}: ${measured} (${goal})`);
  });
}
