import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { commandsOf } from '../clis/runbook-commands.ts';
import { type RealCluster, startCluster, words } from './cluster.ts';
import { application, applied } from './manifests.ts';

/** The manifests of the runbook, as it applies them. */
const MANIFESTS = [
  ...new Map(
    commandsOf({ ...loadConfig({ environment: {}, target: 'sandbox' }), PROJECT_NUMBER: '123456789012' })
      .filter(({ line, file }) => file && line.startsWith('kubectl apply'))
      .map(({ line, file }) => [/([\w-]+\.yaml)/.exec(line)![1]!, { line, file: file! }] as const),
  ),
].map(([name, { line, file }]) => [name, / -n \S+/.exec(line)?.[0] ?? '', async () => (await file())[1]] as const);

let cluster: RealCluster;
const run = (line: string, input?: string): Promise<string> => cluster.run(line, input);
beforeAll(async () => {
  cluster = await startCluster();
  await run('apply -f -', application());
  await run('rollout status deployment/web --timeout=30s');
});
afterAll(() => cluster.stop());

describe('apply', () => {
  const inSpace = (space: string, more = ''): string => `apply -n ${space} ${more} -f -`;

  test('twice, then changed, then with a key that is gone', async () => {
    await run('create namespace apply');
    expect(await run(inSpace('apply'), application())).toBe(applied('created'));
    expect(await run(inSpace('apply'), application())).toBe(applied('unchanged'));
    expect(await run(inSpace('apply'), application(1))).toContain('deployment.apps/web configured\n');
    const pruned = application(1).replace('        ports: [{ containerPort: 80 }]\n', '');
    expect(await run(inSpace('apply'), pruned)).toContain('deployment.apps/web configured\n');
    const ports = "get deployment web -n apply -o jsonpath='{.spec.template.spec.containers[0].ports}'";
    expect(await run(ports)).toBe('');
  });

  // A number where the API has a quantity reads as a change each time: https://github.com/kubernetes/kubernetes/issues/66450
  test.each(MANIFESTS)('of %s twice changes nothing', async (_, namespace, text) => {
    await cluster.kubectl(['create', 'namespace', 'vllm']);
    const input = await text();
    await run(`apply ${namespace} -f -`, input);
    const again = (await run(`apply ${namespace} -f -`, input)).trim().split('\n');
    expect(again.filter((line) => !line.endsWith(' unchanged'))).toEqual([]);
  });

  test('on the server, over what the client applied before', async () => {
    await run('create namespace ssa');
    await run(inSpace('ssa'), application());
    expect(await run(inSpace('ssa', '--server-side'), application())).toBe(applied('serverside-applied'));
    expect(await run('diff -n ssa -f -', application())).toBe('');
    const other = await cluster.kubectl(['apply', '-n', 'ssa', '--server-side', '--field-manager=other', '-f', '-'], {
      input: application(1),
    });
    expect(other.stderr).toContain('conflict with "kubectl": .spec.replicas');
  });

  test('diff shows what would change', async () => {
    const { code, stdout } = await cluster.kubectl(['diff', '-f', '-'], { input: application(3) });
    expect(code).toBe(1);
    expect(stdout).toContain('-  replicas: 2\n+  replicas: 3\n');
  });

  test.each([
    ['an unknown field', application().replace('replicas:', 'replicaz:'), /unknown field "spec\.replicaz"/],
    ['a wrong kind', application().replace('kind: Deployment', 'kind: Deploymint'), /no matches for kind "Deploymint"/],
    [
      'a missing namespace',
      application().replace('{ name: web,', '{ name: web, namespace: nowhere,'),
      /namespaces "nowhere" not found/,
    ],
  ])('%s is refused', async (_what, input, complaint) => {
    const { code, stderr } = await cluster.kubectl(['create', '--dry-run=server', '-f', '-'], { input });
    expect(code).toBe(1);
    expect(stderr).toMatch(complaint);
  });
});

describe('changes', () => {
  test.each([
    ['label deployment web tier=front', "jsonpath='{.metadata.labels.tier}'", 'front'],
    ['label deployment web tier-', "jsonpath='{.metadata.labels.tier}'", ''],
    ['annotate deployment web note=hello', "jsonpath='{.metadata.annotations.note}'", 'hello'],
    ['set image deployment/web web=nginx:1.28', "jsonpath='{.spec.template.spec.containers[0].image}'", 'nginx:1.28'],
    ['set env deployment/web A=B', "jsonpath='{.spec.template.spec.containers[0].env[0].value}'", 'B'],
    [
      'set resources deployment/web --limits=cpu=1000m',
      "jsonpath='{.spec.template.spec.containers[0].resources.limits.cpu}'",
      '1',
    ],
    ['scale deployment web --replicas=3', "jsonpath='{.spec.replicas}'", '3'],
    [`patch deployment web -p '{"spec":{"minReadySeconds":1}}'`, "jsonpath='{.spec.minReadySeconds}'", '1'],
    [
      `patch deployment web --type=merge -p '{"spec":{"minReadySeconds":null}}'`,
      "jsonpath='{.spec.minReadySeconds}'",
      '',
    ],
    [
      `patch deployment web --type=json -p '[{"op":"add","path":"/spec/paused","value":true}]'`,
      "jsonpath='{.spec.paused}'",
      'true',
    ],
    ['rollout resume deployment/web', "jsonpath='{.spec.paused}'", ''],
    [
      `patch deployment web --subresource=scale --type=merge -p '{"spec":{"replicas":2}}'`,
      "jsonpath='{.spec.replicas}'",
      '2',
    ],
  ])('kubectl %s', async (line, question, answer) => {
    await run(line);
    expect(await run(`get deployment web -o ${question}`)).toBe(answer);
  });

  test('labels of a controller’s pods', async () => {
    await run('label pods -l app=web note=x');
  });

  test('kubectl rollout status, history, restart and undo', async () => {
    await run('rollout status deployment/web --timeout=30s');
    await run('rollout restart deployment/web');
    expect(await run('rollout status deployment/web --timeout=30s')).toContain('successfully rolled out');
    const revisions = (await run('rollout history deployment/web')).trim().split('\n').slice(2);
    expect(revisions.length).toBeGreaterThanOrEqual(2);
    expect(await run('rollout undo deployment/web')).toBe('deployment.apps/web rolled back\n');
    await run('rollout status deployment/web --timeout=30s');
  });

  test('kubectl rollout undo takes the replica set that ran the template before', async () => {
    await run('create deployment back --image=nginx:1.27');
    const first = await run('get replicasets -l app=back -o name');
    await run('set image deployment/back nginx=nginx:1.28');
    await run('rollout status deployment/back --timeout=30s');
    await run('rollout undo deployment/back');
    await run('rollout status deployment/back --timeout=30s');
    expect((await run('get replicasets -l app=back -o name')).trim().split('\n')).toHaveLength(2);
    const running = "get replicasets -l app=back -o jsonpath='{.items[?(@.spec.replicas==1)].metadata.name}'";
    expect(`replicaset.apps/${await run(running)}\n`).toBe(first);
  });

  test('kubectl edit changes what an editor changes', async () => {
    const options = { environment: { KUBE_EDITOR: "sed -i 's/tier: back/tier: edited/'" } };
    await run('label deployment web tier=back');
    const { stdout } = await cluster.kubectl(words('edit deployment web'), options);
    expect(stdout).toBe('deployment.apps/web edited\n');
    expect(await run("get deployment web -o jsonpath='{.metadata.labels.tier}'")).toBe('edited');
  });
});
