import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { loadConfig } from '../../../lib/config/index.ts';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { apply } from '../../../lib/step/actions.ts';
import { type Manifest, rendered } from '../../../lib/template/manifest.ts';
import { parameters } from '../../../runbook/model-server/parameters.ts';
import { review } from '../../../runbook/model-server/review.ts';
import { manifest } from '../../../runbook/tutorial/manifests.ts';

const action = apply(manifest('vllm-llama3-70b.yaml'), {
  namespace: 'vllm',
  parameters: parameters(loadConfig({ environment: {}, target: 'sandbox' })),
});
const text = await rendered(action as Manifest);
const reviewOf = (changed: string): readonly string[] =>
  review(parseAllDocuments(changed).map((document) => document.toJS() as KubernetesObject));

it('finds nothing in the manifest of this runbook', () => {
  expect(reviewOf(text)).toEqual([]);
});

it.each([
  ['no annotation for the sidecar', /\n +gke-gcsfuse\/volumes: "true"/, '', /gke-gcsfuse\/volumes/],
  ['no topology', /\n +cloud\.google\.com\/gke-tpu-topology: \S+/, '', /gke-tpu-topology/],
  ['a port name that no container has', 'targetPort: 8000', 'targetPort: metrics', /port metrics/],
  ['probes that end before the server is ready', 'failureThreshold: 360', 'failureThreshold: 30', /300 s/],
])('finds %s', (_, from, to, expected) => {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  expect(reviewOf(changed)).toEqual([expect.stringMatching(expected)]);
});
