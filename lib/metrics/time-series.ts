import type { MetricServiceClient, protos } from '@google-cloud/monitoring';
import { UNIVERSE } from '../target/target.ts';
import type { Connection } from './client.ts';
import { asking, Refusal } from './refusal.ts';
import type { Series } from './series.ts';

type Request = protos.google.monitoring.v3.IListTimeSeriesRequest;
type TimeSeries = protos.google.monitoring.v3.ITimeSeries;
type TypedValue = protos.google.monitoring.v3.ITypedValue;
type Timestamp = protos.google.protobuf.ITimestamp;
type Aligner = keyof typeof protos.google.monitoring.v3.Aggregation.Aligner;

export interface ListOptions {
  /** Cloud Monitoring's filter language: `metric.type = "prometheus.googleapis.com/…/gauge"`. */
  readonly filter: string;
  /** Milliseconds since the Unix epoch. */
  readonly start: number;
  readonly end: number;
  /** Aligns the points to `alignmentPeriod`. @default the points as written */
  readonly aligner?: Aligner;
  /** Seconds. */
  readonly alignmentPeriod?: number;
  readonly signal?: AbortSignal;
}

/** Google's client over REST, which works with Google Cloud and with the sandbox. */
export async function connect({
  baseUrl,
  project,
  fetch,
}: Connection): Promise<{ client: MetricServiceClient; authorize: (token: string) => void }> {
  const [{ MetricServiceClient: Client }, { OAuth2Client }] = await Promise.all([
    import('@google-cloud/monitoring'),
    import('google-auth-library'),
  ]);
  const authClient = new OAuth2Client({ transporterOptions: { fetchImplementation: fetch } });
  const { protocol, hostname, port } = new URL(baseUrl);
  const endpoint = {
    protocol: protocol.slice(0, -1),
    apiEndpoint: hostname,
    ...(port !== '' && { port: Number(port) }),
  };
  const client = new Client({ fallback: true, projectId: project, universeDomain: UNIVERSE, authClient, ...endpoint });
  return { client, authorize: (token) => authClient.setCredentials({ access_token: token }) };
}

/** @throws RunbookError METRICS_QUERY with the API's message */
export async function list(
  connection: Connection,
  connected: ReturnType<typeof connect>,
  { filter, start, end, aligner, alignmentPeriod = 60, signal }: ListOptions,
): Promise<Series[]> {
  const request: Request = {
    name: `projects/${connection.project}`,
    filter,
    interval: { startTime: timestamp(start), endTime: timestamp(end) },
    view: 'FULL',
    ...(aligner && { aggregation: { alignmentPeriod: { seconds: alignmentPeriod }, perSeriesAligner: aligner } }),
  };
  const { client, authorize } = await connected;
  const attempt = async (): Promise<TimeSeries[]> => {
    authorize(await connection.token());
    const [series] = await client.listTimeSeries(request).catch((error) => Promise.reject(refusal(error)));
    return series;
  };
  return (await asking(filter, attempt, { clock: connection.clock, signal })).map(flat);
}

function flat({ metric, resource, points }: TimeSeries): Series {
  const labels = { __name__: metric?.type ?? '', ...resource?.labels, ...metric?.labels };
  const ascending = [...(points ?? [])].reverse();
  return { labels, points: ascending.map(({ interval, value }) => [milliseconds(interval?.endTime), number(value)]) };
}

/** A distribution becomes its mean. */
function number(value: TypedValue | null | undefined): number {
  return Number(
    value?.doubleValue ?? value?.int64Value ?? value?.boolValue ?? value?.distributionValue?.mean ?? Number.NaN,
  );
}

function timestamp(ms: number): Timestamp {
  return { seconds: Math.floor(ms / 1000), nanos: Math.round((ms % 1000) * 1e6) };
}

function milliseconds(time: Timestamp | null | undefined): number {
  return Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;
}

/** Over REST the client's errors carry the HTTP status as code and the error's JSON as message. */
function refusal(error: { code?: unknown; message: string }): Refusal {
  const text = /"message":\s*("(?:[^"\\]|\\.)*")/.exec(error.message)?.[1];
  const message = text === undefined ? error.message : (JSON.parse(text) as string);
  return new Refusal(message, { cause: error, ...(typeof error.code === 'number' && { status: error.code }) });
}
