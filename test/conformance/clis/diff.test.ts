import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Command, kubectl } from '../../../lib/command/command.ts';
import { loadConfig } from '../../../lib/config/index.ts';
import { commandNaming } from '../../../lib/session/session.ts';
import { type Desk, type Outcome, openDesk } from './desk.ts';
import { commandsOf } from './runbook-commands.ts';

const config = loadConfig({ environment: { PROJECT_NUMBER: '123456789012' }, target: 'sandbox' });
const FILE = 'objects.yaml';

/** A built-in type, and one of a CustomResourceDefinition. */
const objects = (image: string, port: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: server, labels: { app: server } }
spec:
  replicas: 0
  selector: { matchLabels: { app: server } }
  template:
    metadata: { labels: { app: server } }
    spec:
      containers: [{ name: server, image: ${image}, args: [--port=${port}] }]
---
apiVersion: monitoring.googleapis.com/v1
kind: PodMonitoring
metadata: { name: server }
spec:
  selector: { matchLabels: { app: server } }
  endpoints: [{ port: ${port}, interval: 15s }]
`;

let desks: readonly [real: Desk, own: Desk];

beforeAll(async () => {
  const options = { durations: { clusterCreate: '0s' } };
  desks = await Promise.all([openDesk('real', options), openDesk('own', options)]);
  for (const words of ['clusters create', 'get-credentials'])
    await succeed(commandsOf(config).find(({ line }) => line.includes(words))!.command);
});
afterAll(async () => {
  await Promise.all((desks ?? []).map((desk) => desk.close()));
});

const both = async (command: Command): Promise<readonly Outcome[]> =>
  Promise.all(desks.map((desk) => desk.run(commandNaming(config)(command))));

async function succeed(command: Command): Promise<void> {
  const outcomes = await both(command);
  expect(
    outcomes.map(({ code }) => code),
    outcomes.map(({ stderr }) => stderr).join('\n'),
  ).toEqual([0, 0]);
}

/** The exit codes and the differences of both tools, without names of files, times, ids and versions. */
async function diff(text: string, namespace = 'default') {
  await Promise.all(desks.map((desk) => desk.write(FILE, text)));
  const outcomes = await both(kubectl`diff -f ${FILE} -n ${namespace}`);
  return outcomes.map(({ code, stdout }) => ({
    code,
    lines: stdout
      .split('\n')
      .filter((line) => !/^(diff|---|\+\+\+) /.test(line))
      .map((line) => line.replace(/(uid|creationTimestamp|resourceVersion): .*/, '$1')),
  }));
}

describe('kubectl diff, the real one and the stand-in', () => {
  it('shows new objects, and ends with 1', async () => {
    const [theirs, ours] = await diff(objects('one:1', 8000));
    expect(ours).toEqual(theirs);
    expect(theirs).toMatchObject({ code: 1, lines: expect.arrayContaining(['+kind: PodMonitoring']) });
    expect(theirs!.lines.join('\n')).not.toContain('resourceVersion');
  });

  it('shows nothing after an apply, and ends with 0', async () => {
    await succeed(kubectl`apply -f ${FILE} -n default`);
    expect(await diff(objects('one:1', 8000))).toEqual([
      { code: 0, lines: [''] },
      { code: 0, lines: [''] },
    ]);
  });

  it('shows a change with the next generation, ends with 1, and changes nothing', async () => {
    const [theirs, ours] = await diff(objects('two:2', 8001));
    expect(ours).toEqual(theirs);
    expect(theirs).toMatchObject({ code: 1, lines: expect.arrayContaining(['-  generation: 1', '+  generation: 2']) });
    expect(await diff(objects('one:1', 8000))).toMatchObject([{ code: 0 }, { code: 0 }]);
  });

  it('ends with more than 1 in a namespace that does not exist', async () => {
    const [theirs, ours] = await diff(objects('one:1', 8000), 'not-there');
    expect([ours!.code, ours!.code! > 1]).toEqual([theirs!.code, true]);
  });
});
