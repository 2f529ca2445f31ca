import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const CODE = /\b(?:SCRAPE|ADAPTER|HPA|SERIES|METRIC|SERVER|PODS|PAGE|NO|TARGET|MANAGED|MONITORING)_[A-Z_]+\b/g;
const codes = (text: string): readonly string[] => [...new Set(text.match(CODE))].sort();

test('the page about the doctor explains exactly the codes that the doctor has', () => {
  const sources = readdirSync(new URL('../../runbook/doctor', import.meta.url)).map((name) =>
    read(`runbook/doctor/${name}`),
  );
  const quoted = sources.flatMap((source) => source.match(/'[A-Z_]+'/g) ?? []).join(' ');
  const explained = codes(read('docs/doctor.md')).filter((code) => code !== 'CLUSTER_NAME');
  expect(explained).toEqual(codes(quoted));
});
