import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Workstation } from '../workstation.ts';
import { bindBucket, modelServer, openTutorial } from './tutorial.ts';

let station: Workstation;

beforeAll(async () => {
  station = await openTutorial();
});
afterEach(async () => {
  await station.switchOff();
});
afterAll(() => station.close());

const kubectl = (line: string) => station.kubectl(...line.split(' '));
const describe = () => kubectl('describe pods -l app=vllm-tpu');
const logs = () => kubectl('logs -l app=vllm-tpu -c vllm-tpu --tail=-1');
const ready = () => station.until('1/1', () => kubectl('get deployment vllm-tpu'));
/** What the last process that ended had said. */
const lastWords = () => kubectl('logs -l app=vllm-tpu -c vllm-tpu --previous --tail=-1');
const startAnew = () => kubectl('delete pods -l app=vllm-tpu');

test('iam-propagation: a fresh binding has no effect for minutes, and then the mount succeeds by itself', async () => {
  await station.switchOn('iam-propagation', { minutes: 40 });
  await bindBucket(station);
  await station.apply(modelServer(station));
  const output = await station.until('FailedMount', describe);
  expect(output).toContain('rpc error: code = PermissionDenied desc = failed to get GCS bucket');
  await ready();
});

test('bucket-no-permission: kubectl shows what is denied, and the mount succeeds once it is not', async () => {
  await station.switchOn('bucket-no-permission');
  await startAnew();
  await station.until(
    "Permission 'storage.objects.list' denied on resource (or it may not exist)., forbidden",
    describe,
  );
  await station.switchOff();
  await ready();
});

test('hf-token-invalid: the server ends with the Hub’s 401, again and again, until the token is good', async () => {
  await station.switchOn('hf-token-invalid');
  await startAnew();
  await station.until('CrashLoopBackOff', () => kubectl('get pods -l app=vllm-tpu'));
  expect((await lastWords()).stdout).toContain(
    'requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://huggingface.co/meta-llama/Llama-3.1-70B/resolve/main/config.json',
  );
  await station.switchOff();
  await ready();
});

test('hf-license: the server ends with the Hub’s 403, until the licence is accepted', async () => {
  await station.switchOn('hf-license');
  await startAnew();
  await station.until('CrashLoopBackOff', () => kubectl('get pods -l app=vllm-tpu'));
  expect((await lastWords()).stdout).toContain(
    'Access to model meta-llama/Llama-3.1-70B is restricted and you are not in the authorized list. Visit https://huggingface.co/meta-llama/Llama-3.1-70B to ask for access.',
  );
  await station.switchOff();
  await ready();
});

test('pod-oom: kubectl shows OOMKilled, and the server starts once it has the memory', async () => {
  await station.switchOn('pod-oom');
  await startAnew();
  const output = await station.until('OOMKilled', describe);
  expect(output).toMatch(/Exit Code:\s+137/);
  await station.switchOff();
  await ready();
});

test('xla-cache-race: a second start finds the cache half written, and starts once it is not', async () => {
  await station.apply(modelServer(station, true));
  await kubectl('rollout status deployment/vllm-tpu --timeout=60s');
  await station.switchOn('xla-cache-race');
  await startAnew();
  await station.until('RuntimeError: filesystem error: cannot create directories', lastWords);
  await station.switchOff();
  await ready();
  expect((await logs()).stdout).toContain('Application startup complete.');
});

/** The server ends with these words, again and again, until the fault is off. */
async function endsWith(fault: string, words: string): Promise<void> {
  await station.switchOn(fault);
  await startAnew();
  await station.until('CrashLoopBackOff', () => kubectl('get pods -l app=vllm-tpu'));
  expect((await lastWords()).stdout).toContain(words);
  await station.switchOff();
  await ready();
}

test('hub-rate-limit: the server ends with the Hub’s 429, until the limit has passed', () =>
  endsWith('hub-rate-limit', '429 Client Error: Too Many Requests for url: https://huggingface.co/'));

test('hub-timeout: the server ends without an answer of the Hub, until it answers', () =>
  endsWith('hub-timeout', 'Read timed out. (read timeout=10)'));

test('tpu-busy: the server cannot open the chips, until they are free', () =>
  endsWith('tpu-busy', "Couldn't open iommu group /dev/vfio/0"));

test('cache-full: the server cannot write the weights, until there is space', async () => {
  await station.gcloud('storage', 'rm', '--recursive', 'gs://$GSBUCKET/**');
  await endsWith('cache-full', 'OSError: [Errno 28] No space left on device');
});

test('engine-dead: the port stays open and the server is not healthy, until the engine runs', async () => {
  await ready();
  await station.switchOn('engine-dead');
  await station.until('Readiness probe failed: HTTP probe failed with statuscode: 503', describe);
  expect((await kubectl('get pods -l app=vllm-tpu --no-headers')).stdout).toContain('Running');
  await station.switchOff();
  await ready();
});
