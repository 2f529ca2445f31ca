import { describe, expect, it } from 'vitest';
import { diagnoseTexts } from '../../../lib/diagnosis/index.ts';

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
