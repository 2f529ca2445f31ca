import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { kubectl } from '../../lib/command/command.ts';
import { exists } from '../../lib/kubernetes/conditions.ts';
import { runStep } from '../../lib/runner/runner.ts';
import type { Session } from '../../lib/session.ts';
import { waitFor } from '../../lib/wait/wait.ts';
import { cluster, credentials } from '../../runbook/steps.ts';
import { QUICK } from '../conformance/runbook/durations.ts';
import { REPO } from '../e2e/laptop.ts';
import { place } from '../runbook/place.ts';

/*
 * npx tsx test/bench/reaction.ts [COUNT]
 *   how long after kubectl has printed the event a wait returns (p99 at most 100 ms), what the runbook adds to a bare
 *   command (at most 150 ms), and how long --help takes against an empty script (at most 1.15 times)
 */

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))]!;

/** From the line that kubectl printed to the return of the wait, in ms. */
async function reaction(session: Session, number: number): Promise<number> {
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

async function main(count: number): Promise<void> {
  const at = await place({ durations: QUICK });
  const session = at.session();
  try {
    await runStep(cluster, session);
    await runStep(credentials, session);
    const reactions: number[] = [];
    const overheads: number[] = [];
    for (let number = 0; number < count; number++) {
      reactions.push(await reaction(session, number));
      overheads.push(await overhead(session));
    }
    const ms = (value: number): string => `${value.toFixed(0)} ms`;
    console.log(
      `A wait returns after its event: median ${ms(quantile(reactions, 0.5))}, p99 ${ms(quantile(reactions, 0.99))}`,
    );
    console.log(`On top of a bare command: median ${ms(quantile(overheads, 0.5))}`);
  } finally {
    await at.clear();
  }
  const empty = join(tmpdir(), 'empty.ts');
  writeFileSync(empty, '');
  const [help, nothing] = [[], []] as [number[], number[]];
  for (let time = 0; time < 5; time++) {
    help.push(cpuOf('runbook/01-cluster.ts', '--help'));
    nothing.push(cpuOf(empty));
  }
  const [ours, theirs] = [Math.min(...help), Math.min(...nothing)];
  console.log(
    `--help: ${ours.toFixed(0)} ms of CPU, an empty script ${theirs.toFixed(0)} ms: ${(ours / theirs).toFixed(2)} times`,
  );
}

void main(Number(process.argv[2] ?? 20));
