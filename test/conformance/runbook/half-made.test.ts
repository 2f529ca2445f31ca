import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gcloud, kubectl, withSecret } from '../../../lib/command/command.ts';
import { isDone } from '../../../lib/runner/examine.ts';
import { commandOf, drive } from '../../../lib/runner/perform.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Step } from '../../../lib/step/step.ts';
import { bucket, credentials, secret, serviceAccount } from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

const LABEL = 'app.kubernetes.io/managed-by=vllm-tpu-runbook';

describe('objects without a label, from a run that was killed after creating them', () => {
  let at: Place;
  let session: Session;

  beforeAll(async () => {
    at = await place({ durations: { ...QUICK, clusterCreate: '1s', cpuNodeBoot: '1s' } });
    session = at.session();
    const cluster = gcloud`container clusters create vllm-tpu --location=us-east5 --node-locations=us-east5-b --num-nodes=1 --workload-pool=vllm-tpu-sandbox.svc.id.goog`;
    await session.ask(cluster, session.signal, 'wait');
    await runStep(credentials, session);
    await runStep(bucket, session);
  });
  afterAll(() => at.clear());

  /** Runs only the create commands of a step. */
  async function create(step: Step): Promise<void> {
    await drive(step.actions(session), async (action) => {
      const command = commandOf(action, session.config);
      if (command?.args[0] === 'create') expect(await session.ask(command)).toMatchObject({ exitCode: 0 });
      return true;
    });
  }

  const labelled = async (type: string): Promise<string> =>
    (await session.ask(kubectl`get ${type} -l ${LABEL} -A -o jsonpath={.items[*].metadata.name}`)).stdout;

  it.each([
    ['a namespace and a secret', secret, 'namespaces,secrets', 'vllm hf-secret'],
    ['a service account', serviceAccount, 'serviceaccounts', 'vllm-ksa'],
  ])('%s: the step is not done, and the next run adds the label', async (_, step, type, names) => {
    await create(step);
    expect(await labelled(type)).toBe('');
    expect((await isDone(step, session)).done).toBe(false);
    await runStep(step, at.session());
    expect(await labelled(type)).toBe(names);
  });

  it("somebody else's namespace and secret get no label", async () => {
    const other = at.session({ NAMESPACE: 'theirs' });
    const { HF_TOKEN } = other.config;
    await other.ask(kubectl`create namespace theirs`);
    const theirs = kubectl`create secret generic hf-secret --from-file=hf_api_token=/dev/stdin -n theirs`;
    await other.ask(withSecret(theirs, 'HF_TOKEN', HF_TOKEN));
    expect((await isDone(secret, other)).done).toBe(true);
    await runStep(secret, other);
    expect(await labelled('namespaces,secrets')).toBe('vllm hf-secret');
  });
});
