import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sample } from '../../sandbox/monitoring/monitoring.ts';
import { START, sample, startRig } from '../sandbox/monitoring/rig.ts';

/**
 * What metrics cost: taking in scrapes of 300 lines, as vLLM's page has, and asking for them by PromQL.
 * Usage: npx tsx test/bench/promql.ts [replicas] [simulated hours]
 */
const LINES = 300;
const SCRAPE = 15_000;
const SPEED = 200;

const [replicas = 2, hours = 6] = process.argv.slice(2).map(Number);
const journal = join(mkdtempSync(join(tmpdir(), 'promql-')), 'journal');
const rig = await startRig({ journal });
const scrapes = Math.floor((hours * 3_600_000) / SCRAPE);

/** The lines keep their labels objects from scrape to scrape, as the collector's do. */
const pages = Array.from({ length: replicas }, (_, replica) =>
  Array.from({ length: LINES }, (_, line) =>
    sample(`vllm:metric_${line >> 3}_bucket`, 0, {
      kind: 'histogram',
      labels: { pod: `vllm-tpu-${replica}`, model_name: 'meta-llama/Llama-3.1-70B', engine: '0', le: String(line & 7) },
      target: { instance: `vllm-tpu-${replica}:8000` },
    }),
  ),
);

const before = process.cpuUsage();
for (let scrape = 1; scrape <= scrapes; scrape++) {
  rig.pass(SCRAPE);
  const time = START + scrape * SCRAPE;
  for (const page of pages) {
    rig.monitoring.ingest(page.map((line, index): Sample => ({ ...line, value: scrape * index, time })));
  }
}
const { user, system } = process.cpuUsage(before);
const perRound = (user + system) / 1000 / scrapes;
const rss = process.memoryUsage().rss / 2 ** 20;
console.log(`${replicas} replicas, ${LINES} lines each ${SCRAPE / 1000} s, ${hours} simulated hours`);
console.log(`  a scrape: ${(perRound / replicas).toFixed(3)} ms of CPU`);
console.log(`  at ${SPEED}x: ${((perRound / (SCRAPE / SPEED)) * 100).toFixed(2)} % of a core`);
console.log(
  `  resident: ${rss.toFixed(0)} MiB, journal: ${(statSync(journal).size / 2 ** 20 / hours).toFixed(1)} MiB an hour`,
);

const end = START / 1000 + hours * 3600;
const range = { start: String(end - 3600), end: String(end), step: '15s' };
for (const query of [
  'vllm:metric_3_bucket',
  'sum by (pod) (rate(vllm:metric_3_bucket[1m]))',
  'histogram_quantile(0.9, sum by (le) (rate(vllm:metric_3_bucket[5m])))',
]) {
  const started = performance.now();
  const { body } = await rig.prometheus('/query_range', { query, ...range });
  const took = performance.now() - started;
  console.log(`  ${query}: ${took.toFixed(0)} ms for 241 steps, ${body.data.result.length} series`);
}
await rig.close();
