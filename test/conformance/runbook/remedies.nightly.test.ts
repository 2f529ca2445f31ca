import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Command, gcloud, kubectl } from '../../../lib/command/command.ts';
import { refusalOf } from '../../../lib/command/refusal.ts';
import { CAUSES, diagnose, type Finding, refused, seen } from '../../../lib/diagnosis/index.ts';
import { commandPhrase } from '../../../lib/diagnosis/phrase.ts';
import { podEvidence } from '../../../lib/kubernetes/evidence.ts';
import { completed } from '../../../lib/log/advising.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import * as runbook from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

let at: Place;
let session: Session;
const HF_TOKEN = 'hf_remediesAreTypedByPeople';

beforeAll(async () => {
  at = await place({ durations: QUICK });
  session = at.session({ HF_TOKEN });
  for (const step of [runbook.cluster, runbook.credentials, runbook.secret, runbook.bucket, runbook.serviceAccount])
    await runStep(step, session);
  await session.ask(kubectl`create namespace custom-metrics`);
}, 120_000);
afterAll(() => at.clear());

/** Type a command as a person does, with the real tools. @returns its exit code and output */
async function typed(command: string): Promise<{ readonly code: number; readonly output: string }> {
  const { config, target } = session;
  const line = completed(command, config);
  const env = { ...target.environment, HF_TOKEN, NODE_POOL_NAME: 'tpunodepool' };
  return promisify(execFile)('bash', ['-c', line], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      output: error.stdout + error.stderr,
    }),
  );
}

/** What is so after ten simulated seconds. */
async function later<T>(look: () => Promise<T>): Promise<T> {
  await session.target.clock.sleep(10_000);
  return look();
}

/** The cause of a command's refusal. */
async function causeOf(command: Command): Promise<Finding | undefined> {
  return diagnose(refused(refusalOf(command, await session.ask(command))));
}

const commandOf = ({ cause, parameters }: Finding): string => commandPhrase(cause.command!, parameters);

describe('the command of a remedy', () => {
  const READS =
    /^(?:kubectl (?:get|describe|api-resources|auth can-i)|gcloud (?:[\w-]+ )+(?:list|describe|get-server-config|get-iam-policy)\b)/;
  /** What they show exists only after the cause. */
  const LATER = new Set(['RESOURCE_QUOTA', 'RBAC', 'NODE_STARTING', 'ORG_POLICY', 'BALANCER_PENDING', 'FIREWALL_RULE']);
  /** The sandbox has no webhooks of others, no attached disks, no InferencePools and no CapacityQuotas. */
  const NOT_SIMULATED = new Set([
    'WEBHOOK_DOWN',
    'GMP_WEBHOOK_STALE',
    'WEBHOOK_DENIED',
    'VOLUME_IN_USE',
    'GATEWAY_PICKER',
    'POOL_MISSING',
    'PICKER_MISSING',
    'CAPACITY_QUOTA',
  ]);
  const reading = CAUSES.filter(
    ({ code, command = '' }) => READS.test(command) && !LATER.has(code) && !NOT_SIMULATED.has(code),
  );

  it.each(reading.map(({ code, command }) => [code, command!] as const))(
    '%s works as it stands',
    async (_, command) => {
      const { code, output } = await typed(commandPhrase(command, {}));
      expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    },
  );

  it('for a machine type that no zone offers lists no zone', async () => {
    const { CLUSTER_NAME, CONTROL_PLANE_LOCATION } = session.config;
    const create = gcloud`container node-pools create other --cluster=${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION} --machine-type=ct6e-standard-2t --num-nodes=1`;
    const found = await causeOf(create);
    expect(found?.code).toBe('MACHINE_TYPE');
    const { code, output } = await typed(commandOf(found!));
    expect(code).toBe(0);
    expect(output).not.toMatch(/[a-z]\d-[a-z]/);
  });

  it('for an adapter without its role shows the role to grant', async () => {
    const line = 'Error 403: Permission monitoring.timeSeries.list denied (or the resource may not exist)., forbidden';
    const found = diagnose(seen('adapter log', [line]));
    expect((await typed(commandOf(found!))).output).toContain('roles/monitoring.viewer');
  });

  it('for a node pool at its maximum works with the names in the event', async () => {
    const found = diagnose(
      seen('event', ["NotTriggerScaleUp: pod didn't trigger scale-up: 1 max node group size reached"]),
    );
    expect((await typed(commandOf(found!))).code).toBe(0);
  });
});

describe('a remedy heals', () => {
  it('a missing namespace', async () => {
    const create = kubectl`create serviceaccount one -n elsewhere`;
    const found = await causeOf(create);
    expect(found?.code).toBe('NAMESPACE_MISSING');
    expect((await typed(commandOf(found!))).code).toBe(0);
    expect(await causeOf(create)).toBeUndefined();
  });

  it('a missing bucket', async () => {
    const look = gcloud`storage buckets describe gs://vllm-tpu-healed`;
    const found = await causeOf(look);
    expect(found?.code).toBe('BUCKET_MISSING');
    expect((await typed(commandOf(found!))).code).toBe(0);
    expect(await causeOf(look)).toBeUndefined();
  });

  it('a pod without its Secret, and one without the sidecar', async () => {
    const namespace = session.config.NAMESPACE;
    await session.ask(kubectl`delete secret hf-secret -n ${namespace}`);
    await session.ask({
      ...kubectl`apply -n ${namespace} -f -`,
      input: { kind: 'text', text: JSON.stringify(pod) },
    });
    const evidence = podEvidence({ resource: 'pods', namespace, selector: 'app=vllm-tpu' });
    const seenCodes: string[] = [];
    for (let look = 0; look < 60; look++) {
      await session.target.clock.sleep(10_000);
      const found = diagnose(await evidence(session, session.signal));
      if (!found || seenCodes.includes(found.code)) continue;
      if (found.code !== 'GCSFUSE_SIDECAR' && found.code !== 'TOKEN_SECRET_MISSING') continue;
      seenCodes.push(found.code);
      expect((await typed(commandOf(found))).code, found.code).toBe(0);
      if (seenCodes.length === 2) break;
    }
    expect(seenCodes.sort()).toEqual(['GCSFUSE_SIDECAR', 'TOKEN_SECRET_MISSING']);
  });

  it('a pod that may not act as its Google service account', async () => {
    const { NAMESPACE, KSA_NAME, PROJECT_ID, GSBUCKET } = session.config;
    const account = `models@${PROJECT_ID}.iam.gserviceaccount.com`;
    for (const line of [
      `gcloud iam service-accounts create models`,
      `gcloud storage buckets add-iam-policy-binding gs://${GSBUCKET} --member=serviceAccount:${account} --role=roles/storage.objectUser`,
      `kubectl annotate serviceaccount ${KSA_NAME} -n ${NAMESPACE} iam.gke.io/gcp-service-account=${account}`,
    ])
      expect((await typed(line)).code, line).toBe(0);
    const mounted = structuredClone(pod);
    const { template } = mounted.spec;
    Object.assign(template.metadata, { annotations: { 'gke-gcsfuse/volumes': 'true' } });
    // Without the check of the driver, the event says why there is no token.
    Object.assign(template.spec.volumes[0]!.csi.volumeAttributes, { skipCSIBucketAccessCheck: 'true' });
    await session.ask(kubectl`delete deployment vllm-tpu -n ${NAMESPACE} --ignore-not-found`);
    await session.ask({
      ...kubectl`apply -n ${NAMESPACE} -f -`,
      input: { kind: 'text', text: JSON.stringify(mounted) },
    });
    const evidence = podEvidence({ resource: 'pods', namespace: NAMESPACE, selector: 'app=vllm-tpu' });
    /** Look until the diagnosis is so. */
    const until = async (isSo: (found: Finding | undefined) => boolean): Promise<Finding | undefined> => {
      for (let look = 0; look < 90; look++) {
        await session.target.clock.sleep(10_000);
        const found = diagnose(await evidence(session, session.signal));
        if (isSo(found)) return found;
      }
      throw new Error('It never was so');
    };
    const found = await until((one) => one?.code === 'WORKLOAD_IDENTITY_USER');
    const named = { ...found!, parameters: { ...found!.parameters, account } };
    expect((await typed(commandOf(named))).code).toBe(0);
    const started = `kubectl get pods -n ${NAMESPACE} -l app=vllm-tpu -o jsonpath='{.items[*].status.containerStatuses[0].started}'`;
    await expect.poll(() => later(() => typed(started))).toMatchObject({ output: 'true' });
  });
});

/** A model server's pod without the sidecar's annotation. */
const pod = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'vllm-tpu' },
  spec: {
    selector: { matchLabels: { app: 'vllm-tpu' } },
    template: {
      metadata: { labels: { app: 'vllm-tpu' } },
      spec: {
        serviceAccountName: 'vllm-ksa',
        nodeSelector: {
          'cloud.google.com/gke-tpu-topology': '2x4',
          'cloud.google.com/gke-tpu-accelerator': 'tpu-v6e-slice',
        },
        containers: [
          {
            name: 'vllm-tpu',
            image: 'vllm/vllm-tpu:v0.12.0',
            env: [{ name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name: 'hf-secret', key: 'hf_api_token' } } }],
            resources: { limits: { 'google.com/tpu': '8' } },
            volumeMounts: [{ name: 'models', mountPath: '/data' }],
          },
        ],
        volumes: [
          {
            name: 'models',
            csi: { driver: 'gcsfuse.csi.storage.gke.io', volumeAttributes: { bucketName: 'vllm-tpu-sandbox-models' } },
          },
        ],
      },
    },
  },
};
