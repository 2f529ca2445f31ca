import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gcloud, kubectl, withSecret } from '../../../lib/command/command.ts';
import { secret } from '../../../lib/config/index.ts';
import { isDone } from '../../../lib/runner/examine.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { model } from '../../../runbook/preflight/model.ts';
import * as runbook from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

const TOKEN = 'hf_onlyInSecretManager123';
const NAME = 'projects/vllm-tpu-sandbox/secrets/hf-token/versions';

/** The token comes from Secret Manager, read by the real gcloud. */
describe('HF_TOKEN_SECRET', () => {
  let at: Place;
  let session: Session;

  beforeAll(async () => {
    at = await place({ durations: { ...QUICK, clusterCreate: '1s', cpuNodeBoot: '1s' } });
    session = reading('latest');
  });
  afterEach(() => at.mend());
  afterAll(() => at.clear());

  const reading = (version: string): Session => at.session({ HF_TOKEN_SECRET: `${NAME}/${version}` });
  const add = (value: string) =>
    session.ask(withSecret(gcloud`secrets versions add hf-token --data-file=-`, 'HF_TOKEN', secret(value)));
  const done = (exitCode = 0) => expect.objectContaining({ exitCode });
  const preflight = (on: Session) => model.find(({ id }) => id === 'hugging-face')!.ask(on);

  it('names the commands that create the secret while there is none', async () => {
    expect(await preflight(session)).toMatchObject({
      verdict: 'no',
      remedy: expect.stringMatching(/gcloud secrets create hf-token .*\n.*gcloud secrets versions add hf-token/),
    });
  });

  it('names the version that does not exist, the disabled one, and the one without a token', async () => {
    expect(await session.ask(gcloud`secrets create hf-token`)).toEqual(done());
    expect(await add('no-token')).toEqual(done());
    const listing = expect.stringContaining('gcloud secrets versions list hf-token');
    const adding = expect.stringContaining('gcloud secrets versions add hf-token');
    expect(await preflight(reading('7'))).toMatchObject({ verdict: 'no', remedy: listing });
    expect(await preflight(reading('1'))).toMatchObject({ verdict: 'no', remedy: adding });
    expect(await session.ask(gcloud`secrets versions disable 1 --secret=hf-token`)).toEqual(done());
    expect(await preflight(reading('latest'))).toMatchObject({ verdict: 'no', remedy: listing });
    expect(await add(TOKEN)).toEqual(done());
  });

  it('names the role, and the API', async () => {
    await at.fault('permission-denied', { permission: 'secretmanager.versions.access' });
    expect(await preflight(session)).toMatchObject({
      remedy: expect.stringContaining('roles/secretmanager.secretAccessor'),
    });
    await at.mend();
    await at.fault('api-disabled', { service: 'secretmanager.googleapis.com' });
    const remedy = expect.stringContaining('gcloud services enable secretmanager.googleapis.com');
    expect(await preflight(session)).toMatchObject({ verdict: 'no', remedy });
  });

  it('becomes the Secret of the cluster, whose value no log entry has', async () => {
    expect(await preflight(session)).toMatchObject({
      verdict: 'unknown',
      detail: expect.stringContaining('not checked'),
    });
    const cluster = gcloud`container clusters create vllm-tpu --location=us-east5 --node-locations=us-east5-b --num-nodes=1 --workload-pool=vllm-tpu-sandbox.svc.id.goog`;
    expect(await session.ask(cluster, session.signal, 'wait')).toEqual(done());
    await runStep(runbook.credentials, session);
    await runStep(runbook.secret, session);
    const held = await session.ask(kubectl`get secret hf-secret -n vllm -o jsonpath={.data.hf_api_token}`);
    expect(Buffer.from(held.stdout, 'base64').toString()).toBe(TOKEN);
    expect(JSON.stringify(at.said)).not.toContain(TOKEN);
    expect(at.said).toContainEqual({
      kind: 'command',
      line: 'HF_TOKEN="$(gcloud secrets versions access latest --secret=hf-token --project=vllm-tpu-sandbox)"',
    });
  });

  it('is compared with the newest version: a new token is a step that is not done', async () => {
    expect(await isDone(runbook.secret, reading('latest'))).toMatchObject({ done: true });
    expect(await add('hf_anotherToken123')).toEqual(done());
    expect(await isDone(runbook.secret, reading('latest'))).toMatchObject({ done: false });
  });
});
