import { RunbookError } from '../errors/runbook-error.ts';
import type { Connection } from './client.ts';
import { asking, Refusal } from './refusal.ts';
import type { Series } from './series.ts';

/** Real milliseconds: it limits the network and the server. */
const DEADLINE = 30_000;

type Sample = readonly [seconds: number, value: string];
type Result = {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Sample;
  readonly values?: readonly Sample[];
};

interface Answer {
  readonly data?: { readonly resultType: string; readonly result: unknown };
  /** The error message of Prometheus or of Google. */
  readonly error?: string | { readonly message?: string };
}

/**
 * GET one path of the Prometheus HTTP API of Managed Service for Prometheus
 * (cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.location.prometheus.api.v1).
 * @throws RunbookError METRICS_QUERY or UNEXPECTED_ANSWER
 */
export async function ask(
  connection: Connection,
  path: 'query' | 'query_range',
  parameters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Series[]> {
  const { baseUrl, project, clock } = connection;
  const query = new URLSearchParams(parameters);
  const url = `${baseUrl.replace(/\/$/, '')}/v1/projects/${project}/location/global/prometheus/api/v1/${path}?${query}`;
  const answer = await asking(parameters.query ?? path, () => attempt(connection, url, signal), { clock, signal });
  return series(answer.data);
}

async function attempt({ token, fetch }: Connection, url: string, signal?: AbortSignal): Promise<Answer> {
  const headers = { authorization: `Bearer ${await token()}` };
  const deadline = AbortSignal.timeout(DEADLINE);
  try {
    const response = await fetch(url, { headers, signal: signal ? AbortSignal.any([signal, deadline]) : deadline });
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok && answer?.data) return answer;
    const retryAfter = Number(response.headers.get('retry-after')) * 1000 || 0;
    throw new Refusal(words(answer) ?? text.slice(0, 200), { status: response.status, retryAfter });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(reason(error), { cause: error });
  }
}

function parsed(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

function words(answer: Answer | undefined): string | undefined {
  return typeof answer?.error === 'string' ? answer.error : answer?.error?.message;
}

/** fetch says only "fetch failed"; the cause says more. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}

function series(data: Answer['data']): Series[] {
  switch (data?.resultType) {
    case 'vector':
    case 'matrix':
      return (data.result as Result[]).map(({ metric, value, values = value ? [value] : [] }) => ({
        labels: metric,
        points: values.map(point),
      }));
    case 'scalar':
      return [{ labels: {}, points: [point(data.result as Sample)] }];
    default:
      throw new RunbookError('UNEXPECTED_ANSWER', `The query returned ${data?.resultType}, expected numbers`);
  }
}

function point([seconds, value]: Sample): [number, number] {
  return [Math.round(seconds * 1000), number(value)];
}

function number(text: string): number {
  return Number(text.replace(/^([+-]?)Inf$/, '$1Infinity'));
}
