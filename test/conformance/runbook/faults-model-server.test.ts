import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { kubectl } from '../../../lib/command/command.ts';
import { refusalOf } from '../../../lib/command/refusal.ts';
import { CAUSES } from '../../../lib/diagnosis/index.ts';
import { transient } from '../../../lib/retry/retry.ts';
import { runStep, undoStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { elapse } from '../../../lib/wait/elapse.ts';
import * as runbook from '../../../runbook/steps.ts';
import type { Place } from '../../runbook/place.ts';
import { failure, type Struck, struckPlace } from './faults.ts';

/** The node pulls only an image that it does not have. */
const IMAGES: Readonly<Record<string, string>> = {
  'image-pull-error': 'vllm/vllm-tpu:v0.11.1',
  'image-rate-limit': 'vllm/vllm-tpu:v0.13.0',
};

/** Faults of the model server: storage, image, model, node and Service. The tests share one cluster, to save time. */
let at: Place;
let session: Session;
let struck: Struck;
const strike: Struck['strike'] = (...fault) => struck.strike(...fault);

beforeAll(async () => {
  struck = await struckPlace(
    runbook.cluster,
    runbook.credentials,
    runbook.secret,
    runbook.bucket,
    runbook.serviceAccount,
  );
  ({ at, session } = struck);
});
afterEach(() => at.mend());
afterAll(() => at.clear());

it('a missing Secret is named before the manifest is applied', async () => {
  await session.ask(kubectl`delete secret hf-secret -n vllm`);
  const failed = await failure(runbook.modelServer, session);
  await undoStep(runbook.modelServer, session);
  await runStep(runbook.secret, at.session());
  expect(failed).toEqual({ code: 'TEMPLATE', diagnosis: undefined });
});

it('iam-propagation for 600 minutes ends in BUCKET_PERMISSION', async () => {
  await strike('iam-propagation', { minutes: 600 });
  const failed = await failure(runbook.modelServer, session);
  await undoStep(runbook.modelServer, session);
  expect(failed).toEqual({ code: 'WAIT_FAILED', diagnosis: 'BUCKET_PERMISSION' });
});

it.each([
  ['image-pull-error', 'IMAGE_NOT_FOUND'],
  ['bucket-no-permission', 'BUCKET_PERMISSION'],
  ['hf-token-invalid', 'HF_TOKEN'],
  ['hf-license', 'HF_LICENCE'],
  ['pod-oom', 'OUT_OF_MEMORY'],
  ['image-rate-limit', 'IMAGE_RATE_LIMIT'],
  ['hub-rate-limit', 'HF_RATE_LIMIT'],
  ['hub-timeout', 'HF_UNREACHABLE'],
  ['tpu-busy', 'TPU_BUSY'],
])('%s ends the wait for the model server early, as %s', async (fault, diagnosis) => {
  await strike(fault);
  const on = at.session({
    VLLM_IMAGE: IMAGES[fault] ?? 'vllm/vllm-tpu:v0.12.0',
  });
  const before = session.target.clock.now();
  const failed = await failure(runbook.modelServer, on);
  const took = session.target.clock.now() - before;
  const story = failed.diagnosis === diagnosis ? '' : await struck.story();
  await undoStep(runbook.modelServer, session);
  expect(failed, story).toEqual({ code: 'WAIT_FAILED', diagnosis });
  expect(took).toBeLessThan(45 * 60_000);
});

it('engine-dead ends in ENGINE_DIED', async () => {
  await runStep(runbook.modelServer, session);
  await strike('engine-dead');
  // Its own session, which remembers the address of this Service.
  expect(await failure(runbook.completion, at.session())).toMatchObject({ diagnosis: 'ENGINE_DIED' });
  await at.mend();
  await undoStep(runbook.modelServer, session);
});

it('load-balancer-pending ends in BALANCER_PENDING', async () => {
  await strike('load-balancer-pending');
  await runStep(runbook.modelServer, session);
  expect(await failure(runbook.completion, session)).toEqual({ code: 'WAIT_TIMEOUT', diagnosis: 'BALANCER_PENDING' });
});

it('node-lost makes the wait name the cause and succeed on the next node', async () => {
  // The fault strikes the newest node, which must be the node of the next pod.
  await elapse(30 * 60_000, 'the nodes that the tests above have added are removed', session);
  await undoStep(runbook.modelServer, session);
  await strike('node-lost');
  const before = at.said.length;
  await runStep(runbook.modelServer, session);
  const causes = at.said.slice(before).flatMap((entry) => (entry.kind === 'cause' ? [entry.sentence] : []));
  expect(causes).toEqual([CAUSES.find(({ code }) => code === 'NODE_LOST')?.sentence]);
});

it('watch-cut does not end a wait', async () => {
  await undoStep(runbook.modelServer, session);
  await strike('watch-cut', { seconds: 10, gone: 1 });
  await runStep(runbook.modelServer, session);
});

it('a version that the API server no longer knows is refused to kubectl as something that passes', async () => {
  await strike('watch-cut', { gone: 1 });
  const command = session.complete(kubectl`get --raw ${'/api/v1/pods?watch=1&resourceVersion=1'}`);
  const refusal = refusalOf(command, await session.target.execute(command, session.signal));
  expect([refusal?.kind, transient(refusal)]).toEqual(['expired', expect.any(String)]);
});

it('a connection to the API server that is lost during a wait does not end it', async () => {
  await undoStep(runbook.modelServer, session);
  const before = at.said.length;
  const said = (kind: string, text: RegExp) => (): boolean =>
    at.said.slice(before).some((entry) => entry.kind === kind && text.test(JSON.stringify(entry)));
  const running = runStep(runbook.modelServer, session);
  await expect.poll(said('waiting', /pod of/)).toBe(true);
  await at.fault('watch-cut', { seconds: 1 });
  await at.fault('api-reset', { api: 'kubernetes' });
  await expect.poll(said('warning', /the connection broke; watching again/)).toBe(true);
  await at.mend();
  await running;
});

it('xla-cache-race ends in XLA_CACHE_RACE', async () => {
  await undoStep(runbook.modelServer, session);
  await strike('xla-cache-race');
  expect(await failure(runbook.modelServer, session)).toEqual({ code: 'WAIT_FAILED', diagnosis: 'XLA_CACHE_RACE' });
});

it('switches on each of its faults', () => struck.mustHaveStruck('modelServer'));
