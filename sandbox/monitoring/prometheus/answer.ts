import type { ApiReply } from '../../core/http.ts';
import { PromqlError } from '../promql/errors.ts';
import { formatValue } from '../promql/number-format.ts';
import type { Point, QueryResult } from '../promql/query.ts';
import { BadParameter } from './parameters.ts';

const STATUS: Readonly<Record<string, number>> = { bad_data: 400, execution: 422, timeout: 503 };

export const success = (data: unknown): ApiReply => ({ body: { status: 'success', data } });

/** Run a query and answer as the Prometheus HTTP API does, also when it fails. */
export function answer(compute: () => unknown): ApiReply {
  try {
    return success(compute());
  } catch (error) {
    if (!(error instanceof PromqlError || error instanceof BadParameter)) throw error;
    const { code, message } = error;
    return { status: STATUS[code]!, body: { status: 'error', errorType: code, error: message } };
  }
}

const pair = ([time, value]: Point): [number, string] => [time / 1000, formatValue(value)];

/** The `data` of `/query` and `/query_range`. */
export function queryData(result: QueryResult): { resultType: QueryResult['type']; result: unknown } {
  switch (result.type) {
    case 'scalar':
      return { resultType: 'scalar', result: pair(result.point) };
    case 'string':
      return { resultType: 'string', result: [result.time / 1000, result.text] };
    case 'vector':
      return {
        resultType: 'vector',
        result: result.samples.map(({ labels, point }) => ({ metric: labels, value: pair(point) })),
      };
    case 'matrix':
      return {
        resultType: 'matrix',
        result: result.series.map(({ labels, points }) => ({ metric: labels, values: points.map(pair) })),
      };
  }
}
