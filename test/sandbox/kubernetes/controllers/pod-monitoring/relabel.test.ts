import { expect, test } from 'vitest';
import {
  type RelabelingRule,
  relabeling,
} from '../../../../../sandbox/kubernetes/controllers/pod-monitoring/relabel.ts';

const SERIES = { __name__: 'vllm:num_requests_waiting', model_name: 'm', engine: '0' };

test.each<[string, RelabelingRule, object | undefined]>([
  [
    'renames a metric',
    { sourceLabels: ['__name__'], regex: 'vllm:(.*)', targetLabel: '__name__', replacement: 'vllm_$1' },
    { ...SERIES, __name__: 'vllm_num_requests_waiting' },
  ],
  ['drops a series that matches', { sourceLabels: ['__name__'], regex: 'vllm:.*', action: 'drop' }, undefined],
  ['keeps only series that match whole', { sourceLabels: ['__name__'], regex: 'vllm:num', action: 'keep' }, undefined],
  ['drops a label', { regex: 'engine', action: 'labeldrop' }, { __name__: SERIES.__name__, model_name: 'm' }],
  [
    'leaves a series that does not match',
    { sourceLabels: ['engine'], regex: '1', targetLabel: 'x', replacement: 'y' },
    SERIES,
  ],
])('%s', (_, rule, expected) => {
  expect(relabeling([rule])(SERIES)).toEqual(expected);
});
