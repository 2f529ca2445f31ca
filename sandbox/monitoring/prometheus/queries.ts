import type { Clock } from '../../core/clock.ts';
import type { ApiRequest } from '../../core/http.ts';
import { instantQuery, type QueryResult, rangeQuery } from '../promql/query.ts';
import type { SeriesStore } from '../series/store.ts';
import { BadParameter, durationParameter, textParameter, timeParameter } from './parameters.ts';

/** Prometheus' limit, which Google's API shares. */
const MOST_POINTS = 11_000;

/** The longest that a query may compute (real ms): the sandbox has one thread for everything. */
const LONGEST = 5_000;

/** The parameters of a request, whether in the address or in a form. */
export function parametersOf({ query, headers, body }: ApiRequest): URLSearchParams {
  const all = new URLSearchParams(query);
  if (String(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(body.toString('utf8'))) all.append(name, value);
  }
  return all;
}

function evaluation(store: SeriesStore, project: string, parameters: URLSearchParams) {
  const timeout = Math.min(LONGEST, durationParameter(parameters, 'timeout') ?? LONGEST);
  return { queryable: { select: store.select.bind(store, project) }, timeout };
}

export function query(store: SeriesStore, clock: Clock, project: string, parameters: URLSearchParams): QueryResult {
  const time = timeParameter(parameters, 'time', clock.now());
  return instantQuery(textParameter(parameters, 'query'), time, evaluation(store, project, parameters));
}

export function queryRange(store: SeriesStore, project: string, parameters: URLSearchParams): QueryResult {
  const start = timeParameter(parameters, 'start');
  const end = timeParameter(parameters, 'end');
  if (end < start) throw new BadParameter('end', 'end timestamp must not be before start time');
  const step = durationParameter(parameters, 'step');
  if (step === undefined) throw new BadParameter('step', 'cannot parse "" to a valid duration');
  if (step <= 0) {
    const problem = 'zero or negative query resolution step widths are not accepted. Try a positive integer';
    throw new BadParameter('step', problem);
  }
  if ((end - start) / step > MOST_POINTS) {
    const problem = 'exceeded maximum resolution of 11,000 points per timeseries';
    throw new BadParameter('step', `${problem}. Try decreasing the query resolution (?step=XX)`);
  }
  return rangeQuery(textParameter(parameters, 'query'), { start, end, step }, evaluation(store, project, parameters));
}
