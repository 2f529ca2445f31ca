import type { MetricKind } from '../monitoring.ts';
import type { Metric } from '../series/metrics.ts';

/** The Cloud Monitoring metric type of a scraped Prometheus metric. */
export interface MetricType {
  /** `prometheus.googleapis.com/NAME/gauge` */
  readonly type: string;
  readonly metricKind: 'GAUGE' | 'CUMULATIVE';
  readonly valueType: 'DOUBLE' | 'DISTRIBUTION';
  readonly metric: Metric;
}

const PREFIX = 'prometheus.googleapis.com/';

type Shape = readonly [
  suffix: string,
  metricKind: MetricType['metricKind'],
  valueType: MetricType['valueType'],
  /** How the line's name must end. */
  ending?: RegExp,
];

/** As the collectors' exporter writes them; a line of unknown type is written both ways. */
const SHAPES: Readonly<Record<MetricKind, readonly Shape[]>> = {
  gauge: [['gauge', 'GAUGE', 'DOUBLE']],
  counter: [['counter', 'CUMULATIVE', 'DOUBLE']],
  histogram: [['histogram', 'CUMULATIVE', 'DISTRIBUTION']],
  summary: [
    ['summary:counter', 'CUMULATIVE', 'DOUBLE', /_sum$/],
    ['summary', 'CUMULATIVE', 'DOUBLE', /_count$/],
    ['summary', 'GAUGE', 'DOUBLE', /(?<!_sum|_count)$/],
  ],
  unknown: [
    ['unknown', 'GAUGE', 'DOUBLE'],
    ['unknown:counter', 'CUMULATIVE', 'DOUBLE'],
  ],
};

export function metricTypes(metric: Metric): MetricType[] {
  return SHAPES[metric.kind]
    .filter(([, , , ending]) => !ending || ending.test(metric.name))
    .map(([suffix, metricKind, valueType]) => {
      return { type: `${PREFIX}${metric.name}/${suffix}`, metricKind, valueType, metric };
    });
}

/** The Prometheus name and kind that a metric type stands for; undefined when it is none of Prometheus'. */
export function prometheusName(type: string): { name: string; kind: MetricKind } | undefined {
  const [, name, kind] =
    /^prometheus\.googleapis\.com\/([^/]+)\/(gauge|counter|histogram|summary|unknown)(?::counter)?$/.exec(type) ?? [];
  return name === undefined ? undefined : { name, kind: kind as MetricKind };
}
