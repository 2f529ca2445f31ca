import { describe, expect, it } from 'vitest';
import { relabel } from '../../../runbook/doctor/relabel.ts';

const series = { __name__: 'vllm:num_requests_waiting', engine: '0', model_name: 'm' };

describe('relabelling', () => {
  it('keeps a series without rules', () => {
    expect(relabel(series)).toEqual(series);
  });

  it('drops what a drop matches and what a keep does not match, on the whole value', () => {
    const by = (action: string, regex: string) => relabel(series, [{ action, regex, sourceLabels: ['__name__'] }]);
    expect(by('drop', 'vllm:.*')).toBeUndefined();
    expect(by('drop', 'vllm:num')).toEqual(series);
    expect(by('keep', 'vllm:num_requests_running|vllm:num_requests_waiting')).toEqual(series);
    expect(by('keep', 'python_.*')).toBeUndefined();
  });

  it('renames a series with the groups of its expression', () => {
    const rule = { sourceLabels: ['__name__'], regex: 'vllm:(.*)', targetLabel: '__name__', replacement: 'vllm_$1' };
    expect(relabel(series, [rule])).toMatchObject({ __name__: 'vllm_num_requests_waiting' });
  });

  it('joins source labels with the separator, and removes a label with an empty value', () => {
    const joined = { sourceLabels: ['engine', 'model_name'], separator: '/', targetLabel: 'both' };
    expect(relabel(series, [joined])).toMatchObject({ both: '0/m' });
    expect(relabel(series, [{ targetLabel: 'engine', replacement: '' }])).not.toHaveProperty('engine');
  });

  it('drops and keeps labels, and copies them', () => {
    expect(relabel(series, [{ action: 'labeldrop', regex: 'engine' }])).not.toHaveProperty('engine');
    expect(Object.keys(relabel(series, [{ action: 'labelkeep', regex: '__name__|engine' }])!)).toEqual([
      '__name__',
      'engine',
    ]);
    expect(relabel(series, [{ action: 'labelmap', regex: 'model_(.*)', replacement: '$1' }])).toMatchObject({
      name: 'm',
    });
  });

  it('compares with a target label', () => {
    const rule = { sourceLabels: ['engine'], targetLabel: 'model_name' };
    expect(relabel(series, [{ action: 'keepequal', ...rule }])).toBeUndefined();
    expect(relabel(series, [{ action: 'dropequal', ...rule }])).toEqual(series);
  });

  it('ignores an unknown action', () => {
    expect(relabel(series, [{ action: 'hashmod', sourceLabels: ['engine'], targetLabel: 'x' }])).toEqual(series);
  });
});
