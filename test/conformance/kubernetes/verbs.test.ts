import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RealCluster, startCluster } from './cluster.ts';
import { application, applied } from './manifests.ts';

let cluster: RealCluster;
beforeAll(async () => {
  cluster = await startCluster();
  await run('apply -f -', application());
  await run('rollout status deployment/web --timeout=30s');
});
afterAll(() => cluster.stop());

/** Runs a kubectl that must succeed. */
async function run(line: string, input?: string): Promise<string> {
  const { code, stdout, stderr } = await cluster.kubectl(split(line), { ...(input !== undefined && { input }) });
  expect({ line, code, stderr: code === 0 ? '' : stderr }).toEqual({ line, code: 0, stderr: '' });
  return stdout;
}

/** Words; single quotes hold several together. */
function split(line: string): string[] {
  return [...line.matchAll(/(?:[^\s']|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ''));
}

describe('get', () => {
  test.each<[string, RegExp]>([
    ['get deployments', /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2\/2 +2 +2 +\d+s\n$/],
    ['get deployments -o wide', /CONTAINERS +IMAGES +SELECTOR\nweb .* web +nginx:1\.27 +app=web\n$/],
    ['get replicasets', /^NAME +DESIRED +CURRENT +READY +AGE\nweb-\w+ +2 +2 +2 /],
    ['get pods', /^NAME +READY +STATUS +RESTARTS +AGE\n(web-\w+-\w+ +1\/1 +Running +0 +\d+s\n){2}$/],
    [
      'get pods -o wide',
      /IP +NODE +NOMINATED NODE +READINESS GATES\nweb-\S+ .* 127\.\d+\.\d+\.\d+ +gke-c-default-pool-\S+ +<none> +<none>\n/,
    ],
    [
      'get services',
      /^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE\n[\s\S]*web +LoadBalancer +34\.118\.\d+\.\d+ +127\.\S+ +80:3\d{4}\/TCP +/,
    ],
    [
      'get hpa',
      /^NAME +REFERENCE +TARGETS +MINPODS +MAXPODS +REPLICAS +AGE\nweb +Deployment\/web +<unknown>\/10 +1 +3 +\d +/,
    ],
    ['get nodes', /^NAME +STATUS +ROLES +AGE +VERSION\n(gke-c-\S+ +Ready +<none> +\d+s +v1\.33\.\S+\n){2}$/],
    ['get events', /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n[\s\S]*Normal +Scheduled +pod\/web-/],
    ['get podmonitorings', /^NAME +AGE\nweb +\d+s\n$/],
    ['get namespaces', /^NAME +STATUS +AGE\ndefault +Active /],
    ['get endpoints web', /^NAME +ENDPOINTS +AGE\nweb +127\.[\d.]+:80,127\.[\d.]+:80 /],
    [
      'get all',
      /pod\/web-[\s\S]*service\/web[\s\S]*deployment\.apps\/web[\s\S]*replicaset\.apps\/web-[\s\S]*horizontalpodautoscaler\.autoscaling\/web/,
    ],
    ['get pods -A', /^NAMESPACE +NAME .*\n[\s\S]*default +web-/],
    ['get pods -l app=web --no-headers', /^(web-.*\n){2}$/],
    ['get pods -l app!=web', /^$/],
    ['get pods --field-selector=status.phase=Running -o name', /^(pod\/web-\S+\n){2}$/],
    ['get deployment web -o name', /^deployment\.apps\/web\n$/],
    ["get deployment web -o jsonpath='{.status.readyReplicas}'", /^2$/],
    ['get deployment web -o yaml', /^apiVersion: apps\/v1\nkind: Deployment\n/],
    ['get pods -o custom-columns=NAME:.metadata.name,PHASE:.status.phase', /^NAME +PHASE\n(web-\S+ +Running\n){2}$/],
    ['get services --sort-by=.metadata.name', /kubernetes[\s\S]*web/],
    ['get pods --show-labels', /app=web,pod-template-hash=\w+/],
    ['get pods --chunk-size=1 -o name', /^(pod\/web-\S+\n){2}$/],
    ['get --raw /readyz', /^ok$/],
    ['api-resources --api-group=apps', /deployments +deploy +apps\/v1 +true +Deployment/],
    ['api-versions', /^[\s\S]*autoscaling\/v2\n[\s\S]*v1\n$/],
    ['auth can-i create deployments', /^yes\n$/],
    ['auth whoami', /Username +\S+@\S+/],
    ['cluster-info', /Kubernetes control plane/],
    ['version', /Server Version: v1\.33\./],
    ['events', /LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n/],
    ['top nodes', /^NAME +CPU\(cores\) +CPU\(%\) +MEMORY\(bytes\) +MEMORY\(%\) *\ngke-c-/],
  ])('kubectl %s', async (line, expected) => {
    expect(await run(line)).toMatch(expected);
  });
});

describe('describe and explain', () => {
  test.each<[string, RegExp]>([
    [
      'describe pod -l app=web',
      /Status: +Running[\s\S]*Conditions:[\s\S]*Events:\n[\s\S]*Successfully assigned default\/web-/,
    ],
    [
      'describe deployment web',
      /Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable[\s\S]*NewReplicaSet: +web-/,
    ],
    ['describe hpa web', /"prometheus\.googleapis\.com\|vllm:num_requests_waiting\|gauge" on pods: +<unknown> \/ 10/],
    ['describe nodes', /Allocatable:[\s\S]*Non-terminated Pods:[\s\S]*default +web-/],
    ['describe service web', /Type: +LoadBalancer[\s\S]*LoadBalancer Ingress: +127\.[\s\S]*Endpoints: +127\./],
    ['describe podmonitoring web', /Kind: +PodMonitoring[\s\S]*Interval: +15s/],
    ['explain deployment.spec.template.spec.containers.readinessProbe.tcpSocket', /FIELD: tcpSocket <TCPSocketAction>/],
    ['explain hpa.spec.metrics.pods.target.averageValue', /FIELD: averageValue <Quantity>/],
    ['explain podmonitoring.spec.endpoints', /interval\t<string> -required-/],
    ['explain pod.spec.volumes.csi.volumeAttributes', /FIELD: volumeAttributes <map\[string\]string>/],
    ['explain secret --recursive', /stringData\t<map\[string\]string>/],
  ])('kubectl %s', async (line, expected) => {
    expect(await run(line)).toMatch(expected);
  });
});

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
    expect(await run('delete namespace apply --timeout=60s')).toBe('namespace "apply" deleted\n');
    const { stderr } = await cluster.kubectl(['get', 'namespace', 'apply']);
    expect(stderr).toBe('Error from server (NotFound): namespaces "apply" not found\n');
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
  const { code, stderr } = await cluster.kubectl(split(line));
  expect(code).toBe(1);
  expect(stderr).toMatch(complaint);
});
