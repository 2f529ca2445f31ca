import type { Clock } from '../../core/clock.ts';
import type { ListedSeries } from '../../monitoring/monitoring.ts';
import { quantityFromMilli } from '../resources/quantity.ts';
import { type CloudMonitoring, findDescriptor } from './cloud-monitoring.ts';
import { EXTERNAL_LABELS, selectorFilter } from './metric-selector.ts';
import { latestValues } from './query.ts';
import { newestValue } from './values.ts';

/** The items of an ExternalMetricValueList: one per series. @throws StatusError, GoogleCallError */
export function externalMetric(
  { monitoring, clock, project }: { monitoring: CloudMonitoring; clock: Clock; project: string },
  metric: string,
  selector: string,
): object[] {
  const type = metric.replaceAll('|', '/');
  const { terms, reducer, project: other = project } = selectorFilter(selector, EXTERNAL_LABELS);
  const descriptor = findDescriptor(monitoring, other, type);
  const filter = [`metric.type = ${JSON.stringify(type)}`, ...terms].join(' AND ');
  const request = latestValues(descriptor, { project: other, filter, reducer }, clock.now());
  return monitoring.timeSeries(request).map((series) => ({
    metricName: metric,
    metricLabels: labelsOf(series),
    timestamp: series.points[0]?.interval.endTime,
    value: quantityFromMilli(newestValue(series)),
  }));
}

function labelsOf({ metric, resource }: ListedSeries): Record<string, string> {
  const labels: Record<string, string> = { 'resource.type': resource.type };
  for (const [name, value] of Object.entries(metric.labels)) labels[`metric.labels.${name}`] = value;
  for (const [name, value] of Object.entries(resource.labels)) labels[`resource.labels.${name}`] = value;
  return labels;
}
