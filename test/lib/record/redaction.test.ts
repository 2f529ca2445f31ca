import { describe, expect, it } from 'vitest';
import { mustBeRedacted } from '../../../lib/record/check.ts';
import type { Identity } from '../../../lib/record/identity.ts';
import { learn } from '../../../lib/record/identity.ts';
import { redaction } from '../../../lib/record/redaction.ts';

const SECRET = 'hf_QwErTyUiOpAsDfGhJkLzXcVbNm';
const identity = (): Identity => ({
  secrets: new Set([SECRET]),
  names: new Map([
    ['acme-ml-prod', '<PROJECT_ID>'],
    ['acme-ml-prod-weights', '<GSBUCKET>'],
    ['604312345678', '<PROJECT_NUMBER>'],
    ['/home/ana/runbook', '<RUNBOOK>'],
  ]),
});

/** A value of each kind, in a text as an answer has it, and what the archive shows. */
const CASES: readonly (readonly [text: string, shown: string])[] = [
  ['gs://acme-ml-prod-weights/llama', 'gs://<GSBUCKET>/llama'],
  ['projects/acme-ml-prod/zones/us-east5-b', 'projects/<PROJECT_ID>/zones/us-east5-b'],
  ['"projectNumber": "604312345678"', '"projectNumber": "<PROJECT_NUMBER>"'],
  ['-f /home/ana/runbook/manifests/x.yaml', '-f <RUNBOOK>/manifests/x.yaml'],
  ['-f ../../acme/.runbook/acme-ml-prod/x.yaml', '-f <FOLDER-1>/.runbook/<PROJECT_ID>/x.yaml'],
  [`token ${SECRET} refused`, 'token [secret] refused'],
  [`hf_api_token: ${Buffer.from(SECRET).toString('base64').replace(/=+$/, '')}`, 'hf_api_token: [secret]'],
  ['another hf_AbCdEfGhIjKlMnOpQrStUv', 'another <TOKEN-1>'],
  ['ya29.a0AfB_byC-def.ghi', '<TOKEN-1>'],
  ['Authorization: Bearer abc.def-123456', 'Authorization: Bearer <TOKEN-1>'],
  ['user ana@acme.example cannot', 'user <ACCOUNT-1> cannot'],
  ['604312345678-compute@developer.gserviceaccount.com', '<SERVICE_ACCOUNT-1>'],
  ['"uid":"0b5f7c0e-8a5e-4a39-9f34-2f0c0a3bb1de"', '"uid":"<UID-1>"'],
  ['Operation operation-1732812345678-6271f-0a1b2c3d-4e5f6a7b is', 'Operation <OPERATION-1> is'],
  ['"id": "3141592653589793238"', '"id": "<ID-1>"'],
  ['"etag": "CAE="', '"etag": "<ID-1>"'],
  ['{\\"etag\\":\\"CAE=\\"}', '{\\"etag\\":\\"<ID-1>\\"}'],
  ['tracking id: c4539b1234', 'tracking id: <ID-1>'],
  ['dial tcp 34.162.10.9:443: refused', 'dial tcp <IP-1>:443: refused'],
  ['2600:1900:4000:4a1b:8000::1', '<IP-1>'],
  ['billingAccounts/01A2B3-C4D5E6-F7A8B9', 'billingAccounts/<BILLING_ACCOUNT-1>'],
  ['"members": ["domain:acme.example"]', '"members": ["domain:<DOMAIN-1>"]'],
  ['organizations/123456789', 'organizations/<ORGANIZATION-1>'],
];

/** Texts that identify nobody and that a comparison needs. */
const KEPT = [
  'v1.33.5-gke.1080000',
  'vllm:num_requests_running{engine="0"} 12.0',
  'image@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  '2026-11-28T18:31:46.123456Z',
  'Listening on http://127.0.0.1:8000',
  'model weights take 141107497472 bytes',
  '/usr/local/lib/python3.12/site-packages/vllm/v1/engine/core.py',
];

describe('the redaction', () => {
  it.each(CASES)('shows %j as %j', (text, shown) => {
    expect(redaction(identity())(text)).toBe(shown);
  });

  it.each(KEPT)('keeps %j', (text) => {
    expect(redaction(identity())(text)).toBe(text);
  });

  it('gives the same value the same placeholder, and another value another one', () => {
    const clean = redaction(identity());
    expect([clean('10.0.0.1 10.0.0.2'), clean('10.0.0.1')]).toEqual(['<IP-1> <IP-2>', '<IP-1>']);
  });

  it('learns number, display name and organization of the project from an answer', () => {
    const known = identity();
    const parent = { type: 'organization', id: '112233445566' };
    learn(known, JSON.stringify({ projectNumber: '998877665544', name: 'Acme Learning', parent }));
    expect(redaction(known)('Acme Learning 998877665544 of 112233445566')).toBe(
      '<PROJECT_NAME> <PROJECT_NUMBER> of <ORGANIZATION>',
    );
  });

  it('learns no name from another answer', () => {
    const known = identity();
    learn(known, JSON.stringify({ name: 'vllm-tpu', location: 'us-east5' }));
    expect(redaction(known)('vllm-tpu')).toBe('vllm-tpu');
  });
});

describe('the check of a finished archive', () => {
  it.each(CASES)('refuses %j', (text) => {
    expect(() => mustBeRedacted(text, identity())).toThrow(expect.objectContaining({ code: 'NOT_REDACTED' }));
  });

  it.each([...CASES.map(([, shown]) => shown), ...KEPT])('lets %j pass', (text) => {
    expect(() => mustBeRedacted(text, identity())).not.toThrow();
  });

  it('refuses a piece of a secret', () => {
    expect(() => mustBeRedacted(SECRET.slice(5, 20), identity())).toThrow(
      expect.objectContaining({ evidence: ['a secret'] }),
    );
  });

  it('names the kinds of what is left, and not the values', () => {
    const left = [SECRET, 'acme-ml-prod', 'ana@acme.example'];
    try {
      mustBeRedacted(left.join(' '), identity());
      expect.unreachable();
    } catch (error) {
      const { evidence, message } = error as { evidence: readonly string[]; message: string };
      expect(evidence).toEqual(expect.arrayContaining(['a secret', '<PROJECT_ID>', '<ACCOUNT>']));
      for (const value of left) expect([message, ...evidence].join(' ')).not.toContain(value);
    }
  });
});
