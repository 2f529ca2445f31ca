import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RealCluster, startCluster, words } from './cluster.ts';
import { application } from './manifests.ts';

let cluster: RealCluster;
const run = (line: string, input?: string): Promise<string> => cluster.run(line, input);
beforeAll(async () => {
  cluster = await startCluster();
  await run('apply -f -', application());
  await run('rollout status deployment/web --timeout=30s');
});
afterAll(() => cluster.stop());

test.each([
  'create configmap made --from-literal=a=b',
  'create secret generic made --from-literal=a=b',
  'create secret docker-registry made-registry --docker-server=s --docker-username=u --docker-password=p',
  'create serviceaccount made',
  'create token made',
  'create role made --verb=get --resource=pods',
  'create rolebinding made --role=made --serviceaccount=default:made',
  'create clusterrole made --verb=get --resource=nodes',
  'create clusterrolebinding made --clusterrole=made --user=me',
  'create deployment made --image=nginx',
  'create service clusterip made --tcp=80:80',
  'create job made --image=busybox -- true',
  "create cronjob made --image=busybox --schedule='0 * * * *' -- true",
  'create quota made --hard=pods=100',
  'create poddisruptionbudget made --selector=app=web --min-available=1',
  'create priorityclass made --value=5',
  'create ingress made --rule=example.com/=web:80',
  'autoscale deployment made --min=1 --max=2 --cpu-percent=50',
  'expose deployment made --port=81 --name=exposed',
  'run made --image=nginx',
  'wait --for=condition=Ready pod/made --timeout=20s',
  'wait --for=condition=Complete job/made --timeout=30s',
])('kubectl %s', async (line) => {
  await run(line);
});

describe('nodes', () => {
  test('kubectl cordon, drain and uncordon', async () => {
    await run('delete poddisruptionbudget made');
    const node = (await run('get nodes -o name')).split('\n')[0]!.replace('node/', '');
    await run(`drain ${node} --ignore-daemonsets --force --delete-emptydir-data --timeout=30s`);
    expect(await run(`get node ${node}`)).toContain('Ready,SchedulingDisabled');
    expect(await run(`get pods --field-selector=spec.nodeName=${node},status.phase=Running -o name`)).toBe('');
    await run(`uncordon ${node}`);
    await run(`taint node ${node} a=b:PreferNoSchedule`);
  });
});

describe('deletion', () => {
  test('by name, label and file', async () => {
    await run('create namespace ssa');
    await run('apply -n ssa -f -', application());
    await run('run doomed --image=nginx');
    expect(await run('delete pod doomed')).toBe('pod "doomed" deleted\n');
    await run('delete configmap,secret made');
    await run('label service made gone=soon');
    expect(await run('delete service -l gone=soon')).toBe('service "made" deleted\n');
    await run('delete -n ssa -f -', application());
    await run('wait --for=delete -n ssa pod -l app=web --timeout=30s');
  });

  test('a deployment takes its pods with it, or leaves them as orphans', async () => {
    await run('delete deployment made --cascade=orphan');
    expect(await run('get replicasets -l app=made -o name')).toMatch(/^replicaset\.apps\/made-\w+\n$/);
    await run('delete replicasets -l app=made --cascade=foreground');
    expect(await run('get pods -l app=made -o name')).toBe('');
  });

  test('a namespace takes everything with it', async () => {
    expect(await run('delete namespace ssa --timeout=60s')).toBe('namespace "ssa" deleted\n');
    const { stderr } = await cluster.kubectl(['get', 'namespace', 'ssa']);
    expect(stderr).toBe('Error from server (NotFound): namespaces "ssa" not found\n');
  });
});

test.each([
  ['exec deploy/web -- ls', /pods\/exec is not supported/],
  ['attach deploy/web', /pods\/attach is not supported/],
  ['get nothings', /the server doesn't have a resource type "nothings"/],
  ['get deployment nope', /^Error from server \(NotFound\): deployments\.apps "nope" not found\n$/],
  ['create namespace default', /^Error from server \(AlreadyExists\): namespaces "default" already exists\n$/],
  ["get pods -l 'a b'", /unable to parse requirement/],
  ['get pods --field-selector=spec.color=blue', /field label not supported: spec\.color/],
])('kubectl %s fails with a clear reason', async (line, complaint) => {
  const { code, stderr } = await cluster.kubectl(words(line));
  expect(code).toBe(1);
  expect(stderr).toMatch(complaint);
});
