import { expect, it } from 'vitest';
import { warningsIn } from '../../../lib/command/warnings.ts';

it('finds the warnings of kubectl and gcloud, each once, without progress', () => {
  const stderr = [
    'Creating cluster vllm-tpu in us-east5...',
    '..........done.',
    'Warning: autopilot-default-resources-mutator:Autopilot updated Deployment vllm/vllm-tpu: adjusted resources',
    'Warning: autopilot-default-resources-mutator:Autopilot updated Deployment vllm/vllm-tpu: adjusted resources',
    'WARNING: The `--machine-type` flag is deprecated.',
    'Note: Your Pod address range (`--cluster-ipv4-cidr`) can accommodate at most 1008 node(s).',
    'Default change: During creation of nodepools …',
    'No warning: of this kind is one.',
  ].join('\n');
  expect(warningsIn(stderr).map((line) => line.split(':')[0])).toEqual([
    'Warning',
    'WARNING',
    'Note',
    'Default change',
  ]);
});

it('finds no warnings in other output', () => {
  expect(warningsIn('')).toEqual([]);
});
