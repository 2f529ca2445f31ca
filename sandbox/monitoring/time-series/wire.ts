import type { ListedSeries } from '../monitoring.ts';
import { distributionJson } from './distribution.ts';
import { isDistribution, type PointValue, type TimeSeries, type ValueKind } from './point.ts';

/** RFC 3339 as Google's APIs print it: no fraction for a whole second. */
export const timestamp = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

/** A double as protobuf's JSON has it: what JSON has no number for is a string. */
const double = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

function typedValue(value: PointValue, type: ValueKind): Record<string, unknown> {
  if (isDistribution(value)) return { distributionValue: distributionJson(value) };
  return type === 'INT64' ? { int64Value: String(value) } : { doubleValue: double(value) };
}

/** A series as the v3 API lists it: newest point first. */
export function seriesJson({ metric, resource, metricKind, valueType, points }: TimeSeries): ListedSeries {
  return {
    metric,
    resource,
    metricKind,
    valueType,
    points: points.toReversed().map(({ start, end, value }) => ({
      interval: { startTime: timestamp(start), endTime: timestamp(end) },
      value: typedValue(value, valueType),
    })),
  };
}
