import { describe, expect, test } from 'vitest';
import * as names from '../../../lib/config/names.ts';
import type { Rule } from '../../../lib/config/rule.ts';

const long = (length: number): string => 'a'.repeat(length);

const table: [string, Rule<string>, readonly string[], readonly string[]][] = [
  [
    'projectId',
    names.projectId,
    ['my-project', 'a12345', long(30)],
    ['short', long(31), '1project', 'project-', 'Project', 'my_project', ''],
  ],
  ['projectNumber', names.projectNumber, ['123456789012'], ['my-project', '0123456', '12', '']],
  ['clusterName', names.clusterName, ['c', 'vllm-tpu', long(40)], [long(41), '1c', 'c-', '-c', 'C', 'a_b', 'a.b', '']],
  [
    'clusterVersion',
    names.clusterVersion,
    ['latest', '1.33', '1.33.5', '1.33.5-gke.1080000'],
    ['1', 'v1.33', '1.33-gke.1', '1.33.5-gke', 'rapid', ''],
  ],
  [
    'location',
    names.location,
    ['us-east5', 'us-east5-b', 'northamerica-northeast1', 'us-south1-ai1b'],
    ['us', 'useast5', 'US-EAST5', 'us-east5-bb', ''],
  ],
  [
    'zone',
    names.zone,
    ['us-east5-b', 'southamerica-west1-a', 'us-south1-ai1b'],
    ['us-east5', 'us-east5-B', 'us-east5-1', ''],
  ],
  [
    'namespace',
    names.namespace,
    ['default', 'a', '1a', long(63)],
    ['kube-system', long(64), 'a.b', 'a_b', '-a', 'a-', 'A', ''],
  ],
  [
    'serviceAccount',
    names.serviceAccount,
    ['vllm-sa', 'a.b', '1'],
    ['a..b', '.a', 'a_b', 'A', [long(63), long(63), long(63), long(63)].join('.'), ''],
  ],
  [
    'bucket',
    names.bucket,
    ['abc', 'my-bucket_1', long(63), 'data.example.com', `${long(63)}.example.com`],
    [
      'ab',
      long(64),
      'goog-x',
      'my-google-x',
      'g00gle-x',
      '192.168.5.4',
      '-abc',
      'abc_',
      'a..b',
      'a-.com',
      'x.1',
      'My-bucket',
      'gs://abc',
      '',
    ],
  ],
  ['huggingFaceToken', names.huggingFaceToken, ['hf_abcdefghijkl'], ['hf_', 'abc', 'hf_abc def', 'hf_abcdef\n', '']],
  ['model', names.model, ['meta-llama/Llama-3.1-70B'], ['Llama', '/x', 'a/b/c', 'a/', 'a b/c', '../x', '']],
  [
    'pinnedImage',
    names.pinnedImage,
    ['vllm/vllm-tpu:v0.12.0', 'localhost:5000/a/b:1', `vllm/vllm-tpu@sha256:${'0'.repeat(64)}`],
    ['vllm/vllm-tpu', 'vllm/vllm-tpu:latest', 'localhost:5000/vllm', 'a b:1', 'vllm/vllm-tpu:', 'x@sha256:12', ''],
  ],
];

describe.each(table)('%s', (_, rule, good, bad) => {
  test.each(good)('accepts %j', (value) => {
    expect(rule.parse(value)).toBe(value);
  });

  test.each(bad)('refuses %j', (value) => {
    expect(rule.parse(value)).toBeUndefined();
  });
});

test.each(['$(id)', '; rm -rf x', "' --flag", '--flag', 'a\nb', 'a: b', '# c', '&anchor', '日本', '__proto__'])(
  'no name of the cloud lets %j through',
  (value) => {
    for (const [name, rule] of table) expect(rule.parse(value), name).toBeUndefined();
  },
);

test('a suggestion is always a valid name', () => {
  for (const [, rule] of table) {
    for (const value of ['My_Team', 'gs://my-bucket/', ' x ', 'US-EAST5']) {
      const meant = rule.suggest?.(value);
      if (meant !== undefined) expect(rule.parse(meant)).toBe(meant);
    }
  }
});

test('finds the region of a region or zone', () => {
  expect(names.regionOf('us-east5')).toBe('us-east5');
  expect(names.regionOf('us-south1-ai1b')).toBe('us-south1');
});

test.each([
  ['e2-standard-16', true],
  ['c3-standard-22-lssd', true],
  ['n2-highcpu-14', true],
  ['e2-micro', false],
  ['e2-standard-8', false],
])('%s fits the ten pods that stage the weights: %s', (name, holds) => {
  expect(names.stagingMachineType.parse(name) !== undefined).toBe(holds);
});
