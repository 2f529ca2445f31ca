import { StreamedCompletion } from '../../../lib/load/completion.ts';
import { Histogram } from '../../../lib/load/histogram.ts';
import { startLoad } from '../../../lib/load/index.ts';
import { wallClock } from '../../../lib/target/clock.ts';
import { BODY, monotonic } from './server.ts';

/*
 * The clients that are code, each in a process of its own: npx tsx test/bench/load/client.ts run NAME URL CONNECTIONS.
 * A message gets what the client has seen since the message before it.
 */
/** What a client has seen of streams (s); NaN without them. */
export interface Seen {
  /** From the sending of an event to the moment at which the client has read it. */
  readonly lagP99: number;
  /** Gap between two events of a stream, 99th percentile. */
  readonly gapP99: number;
  readonly errors: Readonly<Record<string, number>>;
}

const CLIENTS: Readonly<Record<string, (url: string, connections: number) => () => Seen>> = {
  answers: (url, concurrency) => ours(url, concurrency, false),
  short: (url, concurrency) => ours(url, concurrency, false, 10),
  streams: (url, concurrency) => ours(url, concurrency, true),
  timed: (url, concurrency) => timed(url, concurrency),
  fetch: (url, concurrency) => globalFetch(url, concurrency),
};

function ours(url: string, concurrency: number, stream: boolean, requestsPerConnection = Infinity): () => Seen {
  const connection = { requestsPerConnection, connectionLifetime: Infinity };
  const load = startLoad({ url, body: BODY, concurrency, stream, clock: wallClock, ...connection });
  return () => ({ lagP99: Number.NaN, gapP99: Number.NaN, errors: load.snapshot().errors });
}

const SENT = Buffer.from('"sent":');

/** Also compares each event's time of sending with the moment at which the generator's reader gets the event. */
function timed(url: string, concurrency: number): () => Seen {
  let lag = new Histogram();
  let gap = new Histogram();
  const last = new WeakMap<object, number>();
  const { read, reset } = StreamedCompletion.prototype;
  StreamedCompletion.prototype.read = function (buffer, start, end) {
    const now = monotonic();
    const at = buffer.subarray(start, end).indexOf(SENT);
    if (at >= 0) {
      const from = start + at + SENT.length;
      lag.record(Math.max(0, now - Number.parseFloat(buffer.toString('latin1', from, from + 20))) / 1000);
      const before = last.get(this);
      if (before !== undefined) gap.record((now - before) / 1000);
      last.set(this, now);
    }
    read.call(this, buffer, start, end);
  };
  StreamedCompletion.prototype.reset = function () {
    last.delete(this);
    reset.call(this);
  };
  const seen = ours(url, concurrency, true);
  return () => {
    const all = { ...seen(), lagP99: lag.quantile(0.99), gapP99: gap.quantile(0.99) };
    lag = new Histogram();
    gap = new Histogram();
    return all;
  };
}

function globalFetch(url: string, connections: number): () => Seen {
  const loop = async (): Promise<void> => {
    for (;;) {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(BODY) });
      await response.json();
    }
  };
  for (let n = 0; n < connections; n++) void loop();
  return () => ({ lagP99: Number.NaN, gapP99: Number.NaN, errors: {} });
}

if (process.argv[2] === 'run') {
  const [, , , name, url, connections] = process.argv;
  const seen = CLIENTS[name!]?.(url!, Number(connections));
  if (!seen) throw new Error(`There is no client ${name}`);
  process.on('message', () => process.send!(seen()));
  process.once('disconnect', () => process.exit());
}
