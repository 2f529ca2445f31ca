import { spawn } from 'node:child_process';
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
    ['top pods', /^NAME +CPU\(cores\) +MEMORY\(bytes\) *\n(web-\S+ +\d+m +\d+Mi *\n){2}$/],
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

test('kubectl get -w shows each change as it comes', async () => {
  const watching = spawn('kubectl', words('get configmaps -w --no-headers'), { env: cluster.environment });
  let seen = '';
  watching.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen += text;
  });
  await expect.poll(() => seen).toMatch(/kube-root-ca\.crt +1 /);
  await run('create configmap watched --from-literal=a=b');
  await run(`patch configmap watched --type=merge -p '{"data":{"c":"d"}}'`);
  await expect.poll(() => seen).toMatch(/watched +1 [\s\S]*watched +2 /);
  watching.kill();
});
