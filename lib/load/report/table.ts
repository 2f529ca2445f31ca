import { threeDigits } from '../../log/digits.ts';
import type { Summary } from '../histogram.ts';
import { plusMinus } from '../measure/estimate.ts';
import type { Steady } from '../measure/steady.ts';
import { failedOf, LATENCIES, type ReplicaCount, type Result, type Setup } from './result.ts';

type Row = readonly string[];

/** A report as tables; the first row of `latencies` names the columns. */
export interface Tables {
  readonly facts: readonly (readonly [label: string, text: string])[];
  readonly latencies: readonly Row[];
  /** Why the figures are not the server's. */
  readonly bottleneck: string | undefined;
  readonly warnings: readonly string[];
}

const COLUMNS = ['', 'mean', 'p50', 'p90', 'p99', 'max'] as const;

/** The figures of a load as texts. When the client was the bottleneck, the figures of the server are left out. */
export function tablesOf(result: Result, setup: Setup): Tables {
  const { seconds, completed, aborted, reconnects, throughput, steady, goodput, rate, tokens } = result;
  const bottleneck = result.client.bottleneck;
  const failed = failedOf(result);
  const kinds = Object.entries(result.errors).map(([kind, count]) => `${count} ${kind}`);
  const about: Tables['facts'] = [
    ['Server', setup.url],
    ['Model', setup.model],
    ['Traffic', `${setup.traffic}${setup.stream ? ', streamed' : ''}${setup.chat ? ', chat' : ''}`],
    ['Duration', `${threeDigits(seconds)} s`],
    ['Requests', `${completed} answered, ${failed} failed, ${aborted} in flight at the end`],
    ...(failed > 0 ? [['Failures', kinds.join(', ')] as const] : []),
    ...(reconnects > 0 ? [['Sent again', `${reconnects} (the server had closed the connection)`] as const] : []),
    ['Sent', `${threeDigits(rate.achieved)} of ${threeDigits(rate.requested)} requests/s that were due`],
    ...replicaRow(setup.replicas),
  ];
  if (bottleneck !== undefined) return { facts: about, latencies: [], bottleneck, warnings: [] };
  const server: Tables['facts'] = [
    [
      'Throughput',
      `${threeDigits(throughput.requests)} requests/s, ${threeDigits(throughput.tokens)} tokens/s (${tokens} tokens)`,
    ],
    ...(steady ? [['Steady state', steadyText(steady)] as const] : []),
    ...(goodput
      ? [
          [
            'Goodput',
            `${threeDigits(goodput.requests)} requests/s: ${threeDigits(goodput.share * 100)} % of the answers keep ${setup.slo ?? 'the SLO'}`,
          ] as const,
        ]
      : []),
  ];
  const rows = LATENCIES.flatMap(({ of, title }) => latencyRow(title, result[of]));
  return {
    facts: [...about, ...server],
    latencies: rows.length > 0 ? [COLUMNS, ...rows] : [],
    bottleneck: undefined,
    warnings: completed === 0 ? ['No request was answered.'] : [],
  };
}

/** `vllm-tpu-a 51 % (51), vllm-tpu-b 49 % (49)` */
function replicaRow(replicas: readonly ReplicaCount[] = []): Tables['facts'] {
  const all = replicas.reduce((sum, { requests }) => sum + requests, 0);
  if (all === 0) return [];
  const shares = replicas.map(({ pod, requests }) => `${pod} ${Math.round((requests / all) * 100)} % (${requests})`);
  return [['Replicas', `${shares.join(', ')} of ${all} requests that ended`]];
}

/** With the 95 % interval, if the time was long enough for one. */
function steadyText({ seconds, requests, tokens, interval }: Steady): string {
  const over = `over ${threeDigits(seconds)} s`;
  if (!interval) return `${threeDigits(requests)} requests/s, ${threeDigits(tokens)} tokens/s ${over}`;
  return `${plusMinus(interval.requests)} requests/s, ${plusMinus(interval.tokens)} tokens/s ${over} (95 % interval)`;
}

function latencyRow(title: string, summary: Summary | undefined): readonly Row[] {
  if (!summary) return [];
  const { mean, p50, p90, p99, max } = summary;
  return [[title, ...[mean, p50, p90, p99, max].map(time)]];
}

/** `12.3 s`, `45.6 ms` */
export function time(seconds: number): string {
  return seconds < 1 ? `${threeDigits(seconds * 1000)} ms` : `${threeDigits(seconds)} s`;
}
