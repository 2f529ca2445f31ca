import { describe, expect, it } from 'vitest';
import { diagnoseTexts } from '../../../lib/diagnosis/index.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { formatError, plain } from '../../../lib/log/format.ts';

const LOG = 'ERROR 11-28 22:00:00 [core.py:1] OSError: You are trying to access a gated repo.\n403 Client Error.';

describe('texts of one moment', () => {
  it('name the file of each line of the evidence', () => {
    const found = diagnoseTexts([
      { name: 'pods.txt', text: 'Warning  Failed  1m  kubelet  Failed to pull image "vllm/vllm-tpu:none": not found' },
      { name: 'server.log', text: LOG },
    ]);
    const files = Object.fromEntries(found.map(({ code, files: [first] = [] }) => [code, first]));
    expect(files).toMatchObject({ IMAGE_NOT_FOUND: 'pods.txt', HF_LICENCE: 'server.log' });
  });

  it('are explained together: a specific cause in one replaces a general one in another', () => {
    const general = { name: 'a.txt', text: 'Unable to connect to the server: net/http: TLS handshake timeout' };
    const specific = {
      name: 'b.txt',
      text: 'Unable to connect to the server: proxyconnect tcp: dial tcp 10.0.0.1:80: i/o timeout',
    };
    expect(diagnoseTexts([general]).map(({ code }) => code)).toEqual(['CONTROL_PLANE_UNREACHABLE']);
    expect(diagnoseTexts([general, specific]).map(({ code }) => code)).toEqual(['PROXY']);
  });

  it('keep the blocks of a tool in their own text', () => {
    const [found] = diagnoseTexts([
      { name: 'a.txt', text: 'ERROR: (gcloud.x) something' },
      { name: 'b.txt', text: 'Request had invalid authentication credentials.' },
    ]);
    expect(found).toMatchObject({ code: 'NOT_LOGGED_IN', confidence: 'likely', files: ['b.txt'] });
  });

  it('show a mount that failed as over once the kubelet pulls an image', () => {
    const mount =
      'Warning  FailedMount  16m (x7 over 17m)  kubelet  MountVolume.SetUp failed for volume "gcs-fuse-csi-ephemeral" : rpc error: code = PermissionDenied desc = failed to get GCS bucket "b": googleapi: Error 403: Caller does not have storage.objects.list access to the Google Cloud Storage bucket.';
    const pulls = 'Normal   Pulling      56s (x7 over 16m)  kubelet  Pulling image "vllm/vllm-tpu:none"';
    const confidence = (...lines: string[]) => diagnoseTexts([{ text: lines.join('\n') }])[0]?.confidence;
    expect([confidence(mount), confidence(mount, pulls)]).toEqual(['certain', 'possible']);
  });

  it('without names have no files', () => {
    expect(diagnoseTexts([{ text: LOG }])[0]).not.toHaveProperty('files');
  });
});

it.each([
  'error: previous terminated container "vllm-tpu" in pod "vllm-tpu-1" not found',
  'failure-domain.beta.kubernetes.io/zone=us-east5-b',
])('%s is no failure', (text) => {
  expect(diagnoseTexts([{ text }])).toEqual([]);
});

describe('an error of a runbook', () => {
  const printed = formatError(
    new RunbookError('CONFIG_INVALID', 'One variable needs your attention', {
      evidence: ['ZONE="mars": expected a zone'],
      remedy: 'Set it in .env',
    }),
    plain,
  );

  it('is its own diagnosis when no cause is known', () => {
    expect(
      diagnoseTexts([{ name: 'problem.txt', text: `Acting on it\n${printed}\n  To continue: npm start` }]),
    ).toEqual([
      {
        code: 'CONFIG_INVALID',
        cause: 'One variable needs your attention',
        confidence: 'certain',
        evidence: ['ZONE="mars": expected a zone'],
        files: ['problem.txt'],
        remedy: 'Set it in .env',
        parameters: {},
      },
    ]);
  });

  it('gives way to a cause', () => {
    expect(diagnoseTexts([{ text: printed }, { text: LOG }]).map(({ code }) => code)).toEqual(['HF_LICENCE']);
  });
});
