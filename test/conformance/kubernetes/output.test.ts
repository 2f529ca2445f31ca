import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealCluster, startCluster, words } from './cluster.ts';

let cluster: RealCluster;
const run = (line: string, input?: string): Promise<string> => cluster.run(line, input);
const children: ChildProcess[] = [];

const container = (name: string, script: string): object => ({
  name,
  image: 'busybox',
  command: ['sh', '-c', script],
});

const pod = (name: string, ...containers: object[]): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: 'talking' } },
    spec: { containers },
  });

beforeAll(async () => {
  cluster = await startCluster();
  await run(
    'apply -f -',
    pod(
      'two',
      container('main', 'echo one; sleep 4; echo two; sleep infinity'),
      container('side', 'echo aside; sleep infinity'),
    ),
  );
  await run('apply -f -', pod('crashing', container('main', 'echo last words; exit 3')));
  await run('wait --for=condition=Ready pod/two --timeout=30s');
});
afterAll(async () => {
  for (const child of children) child.kill();
  await cluster.stop();
});

test('kubectl logs -f goes on while the container writes', async () => {
  const following = spawn('kubectl', words('logs -f two -c main'), { env: cluster.environment });
  children.push(following);
  let seen = '';
  following.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen += text;
  });
  await expect.poll(() => seen).toBe('one\ntwo\n');
  expect(following.exitCode).toBeNull();
});

test.each([
  ['logs two -c main', 'one\ntwo\n'],
  ['logs two -c side', 'aside\n'],
  ['logs two', 'one\ntwo\n'],
  ['logs two -c main --tail=1', 'two\n'],
  ['logs two -c main --since=1h', 'one\ntwo\n'],
])('kubectl %s', async (line, expected) => {
  expect(await run(line)).toBe(expected);
});

// kubectl asks for one container after the other in the random order of a Go map: each container's lines are in order.
test.each([
  ['logs two --all-containers --prefix', { '[pod/two/main]': ['one', 'two'], '[pod/two/side]': ['aside'] }],
  [
    'logs -l app=talking -c main --prefix --tail=1',
    { '[pod/crashing/main]': ['last words'], '[pod/two/main]': ['two'] },
  ],
])('kubectl %s has the lines of each container, in one piece', async (line, expected) => {
  const written = await run(line);
  const prefixes = written.split('\n').map((text) => text.split(' ')[0]!);
  const found = Object.fromEntries(
    [...new Set(prefixes)].filter(Boolean).map((prefix) => {
      const [from, to] = [prefixes.indexOf(prefix), prefixes.lastIndexOf(prefix) + 1];
      return [
        prefix,
        written
          .split('\n')
          .slice(from, to)
          .map((text) => text.replace(`${prefix} `, '')),
      ];
    }),
  );
  expect(found).toEqual(expected);
});

test('kubectl logs --since leaves out what is older', async () => {
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(await run('logs two -c main --since=2s')).toBe('');
});

test('kubectl logs --previous --since has the output of the run before', async () => {
  await run(
    "wait --for=jsonpath='{.status.containerStatuses[0].lastState.terminated.exitCode}'=3 pod/crashing --timeout=30s",
  );
  expect(await run('logs crashing --previous --since=1h')).toBe('last words\n');
  const { code, stderr } = await cluster.kubectl(words('logs two -c side --previous'));
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('previous terminated container "side" in pod "two" not found'),
  ]);
});

test('kubectl port-forward reaches a pod by its service, too', async () => {
  await run('create deployment served --image=nginx --port=80');
  await run('expose deployment served --port=8080 --target-port=80');
  await run('rollout status deployment/served --timeout=30s');
  const forwarding = spawn('kubectl', words('port-forward service/served :8080'), { env: cluster.environment });
  children.push(forwarding);
  const [line] = await once(forwarding.stdout, 'data');
  expect(String(line)).toMatch(/^Forwarding from 127\.0\.0\.1:\d+ -> 80\n/);
});

test.each(['exec two -c main -- ls', 'cp two:/etc/hosts hosts -c main', 'attach two -c main'])(
  'kubectl %s is refused with a clear reason',
  async (line) => {
    const { code, stderr } = await cluster.kubectl(words(line));
    expect(code).toBe(1);
    expect(stderr).toMatch(/pods\/(exec|attach) is not supported/);
  },
);
