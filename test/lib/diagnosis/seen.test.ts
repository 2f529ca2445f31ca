import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../../lib/command/refusal.ts';
import { isAnsweredByPods, refused, refusedBy } from '../../../lib/diagnosis/seen.ts';

describe('a refusal as evidence', () => {
  it.each([
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [412, 'conflict'],
    [429, 'throttled'],
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'unavailable'],
    [undefined, 'disconnected'],
  ])('of a Google API with status %s is %s', (status, kind) => {
    expect(refusedBy(status, 'No')).toEqual([{ by: 'api', line: 'No', kind }]);
  });

  it('of a Google API with any other status has no kind', () => {
    expect(refusedBy(400, 'No')).toEqual([{ by: 'api', line: 'No' }]);
  });

  it('of a tool becomes one line of evidence per line', () => {
    const refusal: Refusal = { tool: 'gcloud', kind: 'forbidden', message: 'No.\nNever.' };
    expect(refused(refusal)).toEqual([
      { by: 'gcloud', line: 'No.', kind: 'forbidden' },
      { by: 'gcloud', line: 'Never.', kind: 'forbidden' },
    ]);
    expect(refused(undefined)).toEqual([]);
  });

  it.each([
    ['custom.metrics.k8s.io', true],
    ['metrics.k8s.io', true],
    ['metrics.k8s.io.example.com', false],
    ['mymetrics.k8s.io', false],
    [undefined, false],
  ])('of the API group %s comes from a pod: %s', (group, expected) => {
    const refusal: Refusal = { tool: 'kubectl', kind: 'unavailable', message: 'No', ...(group && { group }) };
    expect(isAnsweredByPods(refusal)).toBe(expected);
    expect(refused(refusal)[0]?.by).toBe(expected ? 'metrics api' : 'kubectl');
  });
});
