import { Document, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { threeDigits } from '../log/digits.ts';
import type { Figure } from './figure.ts';
import type { Proposal } from './proposal.ts';

/** The object that scales, and the names of its metrics. */
export interface HpaNames {
  readonly name: string;
  /** Only written if given: `kubectl apply -n` decides otherwise. */
  readonly namespace?: string | undefined;
  readonly deployment: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** The series on the server's page; without `running`, the manifest has one metric. */
  readonly waiting: string;
  readonly running?: string | undefined;
}

/** The custom-metrics adapter's name of a gauge in Cloud Monitoring. */
const metric = (series: string, value: number): object => ({
  type: 'Pods',
  pods: {
    metric: { name: `prometheus.googleapis.com|${series}|gauge` },
    // Text, like the API server's value, so that a second apply changes nothing.
    target: { type: 'AverageValue', averageValue: String(value) },
  },
});

/** The HorizontalPodAutoscaler as YAML, whose comments hold the evidence. @param head lines above it */
export function hpaManifest(
  { capacity, targets, scaling }: Proposal,
  names: HpaNames,
  head: readonly string[],
): string {
  const { name, namespace, deployment, labels, waiting, running } = names;
  const { scaleUp, scaleDown } = scaling.behavior;
  const policy = ({ pods, period, window }: typeof scaleUp): object => ({
    stabilizationWindowSeconds: window,
    policies: [{ type: 'Pods', value: pods, periodSeconds: period }],
  });
  const document = new Document({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, ...(namespace && { namespace }), ...(labels && { labels }) },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment },
      minReplicas: scaling.min.value,
      maxReplicas: scaling.max.value,
      metrics: [metric(waiting, targets.queue.value), ...(running ? [metric(running, targets.running.value)] : [])],
      behavior: { scaleUp: policy(scaleUp), scaleDown: policy(scaleDown) },
    },
  });
  const facts = [
    ...head,
    ...lines('X_sat', capacity.saturation),
    ...lines('running_max', capacity.runningMax),
    ...lines('queue onset', capacity.queueOnset),
    ...(capacity.cacheOnset
      ? lines('KV cache onset', capacity.cacheOnset)
      : ['The KV cache was not full at any measured concurrency.']),
    ...lines('peak queue while a replica comes', targets.peakQueue),
    ...lines('peak wait while a replica comes', targets.peakWait),
  ];
  document.commentBefore = comment(facts);
  above(document, ['spec'], 'minReplicas', lines('minimum', scaling.min));
  above(document, ['spec'], 'maxReplicas', lines('maximum', scaling.max));
  const metrics = document.getIn(['spec', 'metrics']) as YAMLSeq<Node>;
  const evidence = [
    [...lines('T', targets.queue), ...lines('allowed queue', targets.allowed), ...lines('growth', targets.growth)],
    [...lines('running', targets.running), 'The autoscaler uses the metric that requires more replicas.'],
  ];
  for (const [index, item] of metrics.items.entries()) item.commentBefore = comment(evidence[index]!);
  above(document, ['spec', 'behavior'], 'scaleUp', [
    `At most ${scaleUp.pods} more until the replicas that were ordered are ready (${scaleUp.period} s).`,
  ]);
  above(document, ['spec', 'behavior'], 'scaleDown', [
    'The queue is empty as soon as there is enough capacity. A slow scale-in prevents repeated scaling.',
  ]);
  return document.toString({ lineWidth: 0 });
}

function lines(what: string, { value, unit, formula, inputs, uncertainty }: Figure): readonly string[] {
  const from = Object.entries(inputs).map(([name, given]) => `${name} ${given}`);
  const amount = Number.isFinite(value) ? `${threeDigits(value)} ${unit}` : `none (${unit})`;
  return [`${what} = ${amount}: ${formula}${from.length > 0 ? ` [${from.join('; ')}]` : ''} (${uncertainty})`];
}

const comment = (texts: readonly string[]): string => texts.map((text) => ` ${text}`).join('\n');

function above(document: Document, path: readonly string[], key: string, texts: readonly string[]): void {
  const map = document.getIn(path) as YAMLMap;
  const pair = map.items.find((one) => String((one as Pair<Node>).key) === key) as Pair<Node>;
  pair.key.commentBefore = comment(texts);
}
