import { describe, expect, test } from 'vitest';
import {
  ExpositionError,
  ExpositionReader,
  type Series,
} from '../../../../../sandbox/kubernetes/controllers/pod-monitoring/exposition.ts';

const read = (page: string) => new ExpositionReader<Series>((series) => series).read(page).samples;

const PAGE = `# HELP vllm:num_requests_waiting Number of requests waiting.
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="m"} 35.0
# TYPE vllm:prompt_tokens_total counter
vllm:prompt_tokens_total{engine="0"} 1.5e+06
# TYPE vllm:ttft_seconds histogram
vllm:ttft_seconds_bucket{le="0.1"} 1
vllm:ttft_seconds_bucket{le="+Inf"} 2
vllm:ttft_seconds_sum 0.75
vllm:ttft_seconds_count 2

# TYPE rpc_seconds summary
rpc_seconds{quantile="0.5"} NaN
rpc_seconds_sum 12
python_info{version="3.12"} 1
`;

test('names, labels and values of all kinds of families are read', () => {
  expect(read(PAGE).map(({ series: { name, family, kind }, value }) => [name, family, kind, value])).toEqual([
    ['vllm:num_requests_waiting', 'vllm:num_requests_waiting', 'gauge', 35],
    ['vllm:prompt_tokens_total', 'vllm:prompt_tokens_total', 'counter', 1.5e6],
    ['vllm:ttft_seconds_bucket', 'vllm:ttft_seconds', 'histogram', 1],
    ['vllm:ttft_seconds_bucket', 'vllm:ttft_seconds', 'histogram', 2],
    ['vllm:ttft_seconds_sum', 'vllm:ttft_seconds', 'histogram', 0.75],
    ['vllm:ttft_seconds_count', 'vllm:ttft_seconds', 'histogram', 2],
    ['rpc_seconds', 'rpc_seconds', 'summary', Number.NaN],
    ['rpc_seconds_sum', 'rpc_seconds', 'summary', 12],
    ['python_info', 'python_info', 'unknown', 1],
  ]);
  expect(read(PAGE)[0]!.series.labels).toEqual({ engine: '0', model_name: 'm' });
});

test('a counter of OpenMetrics keeps the name of its samples', () => {
  const [sample] = read('# TYPE tokens counter\ntokens_total 3\n# EOF\n');
  expect(sample!.series).toMatchObject({ name: 'tokens_total', family: 'tokens_total', kind: 'counter' });
});

test.each([
  ['a{b="x y"} 1', { b: 'x y' }, 1],
  ['a{b="}"} 1', { b: '}' }, 1],
  ['a{b="\\"\\\\\\n"} 1', { b: '"\\\n' }, 1],
  ['a{ b = "c" , d="e", } 1', { b: 'c', d: 'e' }, 1],
  ['a{} 1', {}, 1],
  ['a\t2', {}, 2],
  ['a +Inf', {}, Number.POSITIVE_INFINITY],
  ['a -Inf', {}, Number.NEGATIVE_INFINITY],
  ['a 3 1735689600000', {}, 3],
  ['a 4 # {trace_id="x"} 1', {}, 4],
  ['a{__proto__="p"} 5', JSON.parse('{"__proto__":"p"}'), 5],
  ['a 6\r', {}, 6],
])('the line %j is read', (line, labels, value) => {
  const [sample] = read(line);
  expect(Object.entries(sample!.series.labels)).toEqual(Object.entries(labels));
  expect(sample!.value).toBe(value);
});

test.each(['a', 'a{b="c" 1', 'a{b=c} 1', '{b="c"} 1', 'a x', 'a 1 2 3', '<html>'])(
  'the line %j spoils the page',
  (line) => {
    expect(() => read(`ok 1\n${line}\n`)).toThrow(ExpositionError);
  },
);

describe('a target that is read again and again', () => {
  test('prepares each series once', () => {
    const prepared: string[] = [];
    const reader = new ExpositionReader((series) => {
      prepared.push(series.name);
      return series.name;
    });
    expect(reader.read('a 1\nb 2\n')).toMatchObject({ samples: { length: 2 }, added: 2 });
    expect(reader.read('a 3\nb 4\nc 5\n')).toMatchObject({ samples: { length: 3 }, added: 1 });
    expect(prepared).toEqual(['a', 'b', 'c']);
  });

  test('shows the new values', () => {
    const reader = new ExpositionReader(({ name }) => name);
    reader.read(PAGE);
    expect(reader.read('vllm:num_requests_waiting{engine="0",model_name="m"} 7\n').samples).toEqual([
      { series: 'vllm:num_requests_waiting', value: 7 },
    ]);
  });

  test('knows a series with a timestamp again', () => {
    const reader = new ExpositionReader(({ name }) => name);
    reader.read('a 1 1000\n');
    expect(reader.read('a 2 2000\n')).toMatchObject({ samples: [{ series: 'a', value: 2 }], added: 0 });
  });
});
