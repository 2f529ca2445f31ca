import { afterAll, beforeAll, expect, it } from 'vitest';
import { kubectl } from '../../../lib/command/command.ts';
import { podsReached } from '../../../lib/kubernetes/conditions.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { apply } from '../../../lib/step/actions.ts';
import { type Manifest, rendered } from '../../../lib/template/manifest.ts';
import { waitFor } from '../../../lib/wait/wait.ts';
import { parameters } from '../../../runbook/model-server/parameters.ts';
import * as runbook from '../../../runbook/steps.ts';
import { manifest } from '../../../runbook/tutorial/manifests.ts';
import { APP_SELECTOR } from '../../../runbook/tutorial/names.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

let at: Place;
let session: Session;

beforeAll(async () => {
  at = await place({ durations: QUICK });
  session = at.session();
  for (const step of [runbook.cluster, runbook.credentials, runbook.secret, runbook.bucket, runbook.serviceAccount])
    await runStep(step, session);
});
afterAll(() => at.clear());

it('a pod without the sidecar annotation: the wait logs the warning and its cause, and ends with the patience of the cause', async () => {
  const { NAMESPACE: namespace } = session.config;
  const deployment = apply(manifest('vllm-llama3-70b.yaml'), { namespace, parameters: parameters(session.config) });
  const text = await rendered(deployment as Manifest);
  const without = text.replace(/\n +gke-gcsfuse\/volumes: "true"/, '');
  expect(without).not.toBe(text);
  await session.ask({ ...kubectl`apply -f - -n ${namespace}`, input: { kind: 'text', text: without } });
  const pods = podsReached('started', { resource: 'pods', selector: APP_SELECTOR, namespace }, { timeout: '60m' });
  // At the time limit, the code would be WAIT_TIMEOUT. Times are tested on a fake clock: a busy machine looks late.
  await expect(waitFor(pods, session)).rejects.toMatchObject({ code: 'WAIT_FAILED', diagnosis: 'GCSFUSE_SIDECAR' });
  expect(at.said).toContainEqual({ kind: 'warning', text: expect.stringContaining('FailedMount') });
  expect(at.said).toContainEqual(expect.objectContaining({ kind: 'cause', code: 'GCSFUSE_SIDECAR' }));
});
