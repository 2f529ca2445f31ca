import { describe, expect, it } from 'vitest';
import { compare } from '../../../lib/compare/compare.ts';
import { formatDifferences } from '../../../lib/compare/format.ts';
import { normal } from '../../../lib/compare/normal.ts';
import type { Entry, Header, Recording } from '../../../lib/record/recording.ts';

const TOLERANCE = { ratio: 2, least: 30_000 };
const HEADER: Header = {
  format: 1,
  target: 'gke',
  runbook: '0.1.0',
  startedAt: '2026-11-28T12:00:00.000Z',
  flags: [],
  secrets: [],
  variables: {},
  steps: [],
};
const recording = (entries: readonly Entry[], header: Partial<Header> = {}): Recording => ({
  header: { ...HEADER, ...header },
  entries,
});

const asked = (at: number, body: unknown, status = 200, line = 'GET /v1/clusters/c'): Entry => ({
  kind: 'request',
  line,
  at,
  took: 5,
  sent: '',
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const printed = (stdout: string, { stderr = '', exitCode = 0, took = 900 } = {}): Entry => ({
  kind: 'command',
  line: 'kubectl logs vllm-tpu-7d9f8b6c5-x2x4z',
  at: 0,
  took,
  stdout,
  stderr,
  exitCode,
});
const watched = (...phases: readonly (readonly [at: number, phase: string, pod?: string])[]): Entry => ({
  kind: 'watch',
  line: 'kubectl get pods --watch -o json',
  at: 0,
  took: 600_000,
  lines: phases.map(([at, phase, name = 'vllm-tpu-7d9f8b6c5-x2x4z']) => ({
    at,
    text: JSON.stringify({ type: 'MODIFIED', object: { kind: 'Pod', metadata: { name }, status: { phase } } }),
  })),
});
const between = (one: readonly Entry[], other: readonly Entry[], tolerance = TOLERANCE) =>
  compare(recording(one), recording(other), tolerance);

describe('two recordings', () => {
  it('are equal if only times, numbers and made names differ', () => {
    const left = [
      asked(0, { name: 'c', status: 'RUNNING', uid: '<UID-1>', nodes: 3 }),
      printed('2026-11-28T18:31:46Z pod vllm-tpu-7d9f8b6c5-x2x4z took 12.5s at <IP-1>'),
      watched([0, 'Pending'], [60_000, 'Running']),
    ];
    const right = [
      asked(0, { name: 'c', status: 'RUNNING', uid: '<UID-9>', nodes: 4 }),
      printed('2027-01-02T03:04:05Z pod vllm-tpu-6c8d9f7b4-qwz7k took 11s at <IP-2>'),
      watched([0, 'Pending', 'vllm-tpu-6c8d9f7b4-qwz7k'], [70_000, 'Running', 'vllm-tpu-6c8d9f7b4-qwz7k']),
    ];
    expect(between(left, right)).toEqual([]);
  });

  it('do not differ by the number of polls', () => {
    const poll = asked(0, { name: 'c', status: 'RUNNING' });
    expect(between([poll], [poll, poll, poll])).toEqual([]);
  });

  it('differ by a call that only one of them made', () => {
    const line = 'POST /v1/clusters/c';
    expect(between([asked(0, {}, 200, line)], [])).toMatchObject([{ aspect: 'call', recorded: line }]);
  });

  it('do not differ by a read that only one of them made', () => {
    expect(between([asked(0, {}), watched([0, 'Pending'])], [])).toEqual([]);
  });

  it('differ by an exit code and by an HTTP status', () => {
    const left = [asked(0, '', 403), printed('')];
    const right = [asked(0, '', 404), printed('', { exitCode: 1 })];
    expect(between(left, right).map(({ aspect, recorded, sandbox }) => [aspect, recorded ?? sandbox])).toEqual([
      ['outcome', 'HTTP 403'],
      ['outcome', 'HTTP 404'],
      ['outcome', 'exit code 0'],
      ['outcome', 'exit code 1'],
    ]);
  });

  it('differ by the status of a step', () => {
    const step = { id: '01-cluster', startedAt: '', endedAt: '', simulatedSeconds: 1, wallSeconds: 1 };
    const [done, failed] = (['done', 'failed'] as const).map((status) =>
      recording([], { steps: [{ ...step, status }] }),
    );
    expect(compare(done!, failed!, TOLERANCE)).toEqual([
      { aspect: 'outcome', of: 'step 01-cluster', at: '', recorded: 'done', sandbox: 'failed' },
    ]);
  });
});

describe('the shape', () => {
  it('differs by a missing key, once for all that is below it', () => {
    const found = between([asked(0, { a: { b: { c: 1, d: [2] } } })], [asked(0, { a: {} })]);
    expect(found).toMatchObject([{ aspect: 'shape', at: 'a.b', recorded: 'object', sandbox: undefined }]);
  });

  it('differs by the type of a value, also inside a list', () => {
    const found = between([asked(0, { items: [{ port: 8000 }] })], [asked(0, { items: [{ port: '8000' }] })]);
    expect(found).toMatchObject([{ aspect: 'shape', at: 'items[].port', recorded: 'number', sandbox: 'string' }]);
  });
});

it('the objects of one kind are compared, whichever call they are from', () => {
  const pod = { kind: 'Pod', metadata: { name: 'a', managedFields: [{ x: 1 }] }, status: { phase: 'Running' } };
  const listed = (items: readonly unknown[]) => asked(0, { kind: 'List', items }, 200, 'GET /pods');
  const alone = asked(0, { ...pod, metadata: { name: 'a' } }, 200, 'GET /pods/a');
  expect(between([listed([pod])], [alone])).toEqual([]);
  const found = between([listed([{ ...pod, status: { phase: 1 } }])], [alone]);
  expect(found).toMatchObject([{ aspect: 'shape', of: 'Pod', at: 'status.phase' }]);
});

describe('the order of states', () => {
  it('differs by a state that only one has', () => {
    expect(between([watched([0, 'Pending'], [9, 'Running'])], [watched([0, 'Running'])])).toMatchObject([
      { aspect: 'order', of: 'Pod/vllm-tpu-*-* phase', recorded: 'Pending → Running' },
    ]);
  });

  it('does not differ for a replica of which a poll missed a state', () => {
    const both = watched([0, 'Pending', 'a-bcdfg'], [9, 'Running', 'a-bcdfg'], [9, 'Running', 'a-hjklm']);
    const one = watched([0, 'Pending', 'a-bcdfg'], [9, 'Running', 'a-bcdfg']);
    expect(between([both], [one])).toEqual([]);
  });

  it('differs by the order of the same states', () => {
    const found = between([watched([0, 'A'], [9, 'B'])], [watched([0, 'B'], [9, 'A'])]);
    expect(found.map(({ aspect }) => aspect)).toEqual(['order', 'order']);
  });

  it('differs for a cluster of the Container API', () => {
    const through = (...states: readonly string[]) => states.map((status, at) => asked(at, { name: 'c', status }));
    const found = between(through('PROVISIONING', 'RUNNING'), through('PROVISIONING', 'RECONCILING', 'RUNNING'));
    expect(found).toMatchObject([{ aspect: 'order', sandbox: 'PROVISIONING → RECONCILING → RUNNING' }]);
  });
});

describe('the text', () => {
  it('differs by a line that only one has', () => {
    expect(between([printed('a\nb')], [printed('a\nc')])).toMatchObject([
      { aspect: 'text', recorded: 'b' },
      { aspect: 'text', sandbox: 'c' },
    ]);
  });

  it('differs by a message in JSON, and not by its other values', () => {
    const found = between([asked(0, { message: 'quota', id: 'x' })], [asked(0, { message: 'stockout', id: 'y' })]);
    expect(found.map(({ recorded, sandbox }) => recorded ?? sandbox)).toEqual(['message: quota', 'message: stockout']);
  });
});

describe('the text of a watch', () => {
  const followed = (...texts: readonly string[]): Entry => ({
    kind: 'watch',
    line: 'kubectl logs -f x',
    at: 0,
    took: 9,
    lines: texts.map((text, at) => ({ at, text })),
  });

  it('is compared up to the last line that both have, since the run stops a watch', () => {
    expect(between([followed('a', 'b', 'late')], [followed('a', 'x', 'b')])).toMatchObject([
      { aspect: 'text', sandbox: 'x' },
    ]);
  });

  it('is compared whole if no line is common', () => {
    expect(between([followed('a')], [followed('b')])).toHaveLength(2);
  });
});

describe('a duration', () => {
  const pending = (ms: number): Entry[] => [watched([0, 'Pending'], [ms, 'Running'])];

  it.each([
    [100_000, 199_000, []],
    [100_000, 201_000, ['100 s', '201 s']],
    [1_000, 30_000, []],
    [300_000, 100_000, ['300 s', '100 s']],
  ])('of %d ms and %d ms differs as %j', (one, other, expected) => {
    const found = between(pending(one), pending(other)).filter(({ aspect }) => aspect === 'duration');
    expect(found.flatMap(({ recorded, sandbox }) => [recorded, sandbox])).toEqual(expected);
  });

  it('has the tolerance that the user sets', () => {
    const found = between(pending(100_000), pending(199_000), { ratio: 1.5, least: 0 });
    expect(found).toMatchObject([{ aspect: 'duration', of: 'Pod/vllm-tpu-*-* phase: Pending' }]);
  });

  it('of a call that only reads is not compared', () => {
    expect(between([printed('', { took: 1000 })], [printed('', { took: 500_000 })])).toEqual([]);
  });

  it('of a command and of a step is compared too', () => {
    const step = { id: '01-cluster', status: 'done', startedAt: '', endedAt: '', wallSeconds: 1 } as const;
    const of = (seconds: number): Recording =>
      recording([{ ...printed('', { took: seconds * 1000 }), line: 'kubectl delete namespace vllm' } as Entry], {
        steps: [{ ...step, simulatedSeconds: seconds }],
      });
    expect(compare(of(500), of(100), TOLERANCE).map(({ of: what }) => what)).toEqual([
      'step 01-cluster',
      'kubectl delete namespace vllm',
    ]);
  });
});

describe('the report', () => {
  it('says that there is no difference', () => {
    expect(formatDifferences([])).toBe('No difference.');
  });

  it('has each difference once, below its call', () => {
    const text = formatDifferences(between([printed('a\nb')], [printed('a\nc')]));
    expect(text).toMatch(/kubectl logs vllm-tpu-\*-\*\n {4}- b\n {4}\+ c/);
  });
});

it.each([
  ['gke-vllm-tpu-tpunodepool-1a2b3c4d-x7k2 is ready', 'gke-vllm-tpu-tpunodepool-*-* is ready'],
  ['pod/vllm-tpu-7d9f8b6c5-x2x4z', 'pod/vllm-tpu-*-*'],
  ['pod=custom-metrics-stackdriver-adapter-75b84fb6f-hzljg_ns', 'pod=custom-metrics-stackdriver-adapter-*-*_ns'],
  ['replica set vllm-tpu-7d9f8b6c5', 'replica set vllm-tpu-*'],
  ['Created pod: stage-weights-0-mclkz', 'Created pod: stage-weights#-*'],
  ['deployment/custom-metrics-stackdriver-adapter', 'deployment/custom-metrics-stackdriver-adapter'],
  ['vllm:num_requests_waiting{le="0.3"} 1.5e+09', 'vllm:num_requests_waiting{le="#"} #'],
])('%j without what differs between two runs is %j', (text, expected) => {
  expect(normal(text)).toBe(expected);
});
