import { expect, test } from 'vitest';
import { GoogleApiError } from '../../../../sandbox/core/google-error.ts';
import { parseFilter } from '../../../../sandbox/monitoring/time-series/filter.ts';

const SERIES: Readonly<Record<string, string>> = {
  'metric.type': 'prometheus.googleapis.com/up/gauge',
  'metric.labels.pod': 'vllm-1',
  'metric.labels.a b': 'quoted "key"',
  'resource.type': 'prometheus_target',
  'resource.labels.cluster': 'c',
  'metric.labels.n': '5',
};

const matches = (filter: string): boolean => parseFilter(filter).matches((object) => SERIES[object]);

test.each([
  'metric.type = "prometheus.googleapis.com/up/gauge"',
  'metric.type=prometheus.googleapis.com/up/gauge',
  'metric.label.pod = "vllm-1" AND resource.label.cluster = "c"',
  'metric.labels."a b" = "quoted \\"key\\""',
  'metric.labels.pod = one_of("x", "vllm-1")',
  'metric.labels.pod != one_of("x", "y")',
  'metric.labels.pod = starts_with("vllm") metric.labels.pod = ends_with("1")',
  'metric.labels.pod = has_substring("m-")',
  'metric.labels.pod = monitoring.regex.full_match("vllm-\\\\d")',
  'metric.labels.pod != monitoring.regex.full_match("vllm")',
  'metric.labels.pod : "llm"',
  'NOT metric.labels.pod = "x"',
  '-metric.labels.pod = "x"',
  'NOT (metric.labels.pod = "x" OR metric.labels.pod = "y")',
  'metric.labels.pod = "x" OR metric.labels.pod = "vllm-1" AND resource.type = "prometheus_target"',
  'metric.labels.n >= 5 AND metric.labels.n < 10',
  "resource.type = 'prometheus_target'",
  'project = "anything that the series does not have"',
  '',
])('%s matches', (filter) => {
  expect(matches(filter)).toBe(true);
});

test.each([
  'metric.labels.pod = "vllm"',
  'metric.labels.pod = "VLLM-1"',
  'metric.labels.pod = monitoring.regex.full_match("vllm")',
  // OR binds tighter than AND.
  'metric.labels.pod = "vllm-1" OR metric.labels.pod = "y" AND resource.type = "x"',
  'resource.type = "prometheus_target" AND NOT metric.labels.pod = "vllm-1"',
])('%s does not match', (filter) => {
  expect(matches(filter)).toBe(false);
});

test.each([
  'metric.type',
  'metric.type =',
  'metric.type = "x" AND',
  '(metric.type = "x"',
  'metric.type = "x")',
  'metric.kind = "x"',
  '"metric.type" "x"',
  'metric.type = nope("x")',
  'metric.type = toString("x")',
  'metric.type > one_of("x")',
  'metric.type = "unterminated',
  'metric.type = monitoring.regex.full_match("(")',
  'metric.labels. = "x"',
  '('.repeat(100_000),
])('refuses %s', (filter) => {
  expect(() => parseFilter(filter)).toThrow(GoogleApiError);
  expect(() => parseFilter(filter)).toThrow(expect.objectContaining({ code: 400 }));
});

test('tells which values a series must have, and what is mentioned', () => {
  const filter = parseFilter(
    'metric.type = "t" AND (resource.type = "r" AND metric.labels.pod = one_of("a")) AND NOT project = "p"',
  );
  expect([...filter.required]).toEqual([
    ['metric.type', 't'],
    ['resource.type', 'r'],
  ]);
  expect([...filter.objects]).toEqual(['metric.type', 'resource.type', 'metric.labels.pod', 'project']);
});
