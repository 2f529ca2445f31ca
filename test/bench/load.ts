import { isMain } from '../../lib/runner/script.ts';
import { atMost, type Figure, median } from './figure.ts';
import { type Cost, measure } from './load/measure.ts';
import { type Mode, STREAM } from './load/server.ts';

/*
 * npm run bench -- load
 *   what an answer and an event of a stream cost the load generator, as ratios to other clients in the same run: absolute
 *   figures change with the machine and with what else it does
 */
const ROUNDS = 3;
const CONNECTIONS = 500;
const STREAMS = 1000;
/** Events a second that the server offers. */
const OFFERED = (STREAMS * 1000) / STREAM.interval;

/** A client's costs of all rounds. */
type Costs = Readonly<Record<string, readonly Cost[]>>;

/** One client after the other, several times, so that a busy moment of the machine does not hit one of them only. */
async function rounds(clients: readonly string[], mode: Mode, connections: number): Promise<Costs> {
  const costs = Object.fromEntries(clients.map((client) => [client, [] as Cost[]]));
  for (let round = 0; round < ROUNDS; round++)
    for (const client of clients) costs[client]!.push(await measure(client, mode, connections));
  return costs;
}

/** The median of the rounds' ratios of CPU time. */
const ratio = (costs: Costs, one: string, other: string): number =>
  median(costs[one]!.map(({ cpu }, round) => cpu / costs[other]![round]!.cpu));

const ofMedian = (costs: readonly Cost[], value: (cost: Cost) => number): number => median(costs.map(value));

function absolute(what: string, costs: readonly Cost[]): Figure {
  const rate = ofMedian(costs, (cost) => cost.rate).toLocaleString('en-US', { maximumFractionDigits: 0 });
  return { what, measured: `${rate}/s, ${ofMedian(costs, ({ cpu }) => cpu).toFixed(1)} µs of CPU time each` };
}

/** A figure with a lower bound. */
function atLeast(what: string, value: number, bound: number, unit: string): Figure {
  return { what, measured: `${value.toFixed(1)} ${unit}`, goal: `≥ ${bound} ${unit}`, met: value >= bound };
}

async function answers(): Promise<readonly Figure[]> {
  const costs = await rounds(['wrk', 'answers', 'short', 'autocannon', 'fetch'], 'answers', CONNECTIONS);
  const at = `at ${CONNECTIONS} connections`;
  return [
    ratioFigure(`CPU time of an answer ${at}, compared with wrk`, ratio(costs, 'answers', 'wrk'), 1.3),
    atLeast(
      `CPU time of an answer of autocannon ${at}, compared with ours`,
      ratio(costs, 'autocannon', 'answers'),
      1.7,
      '×',
    ),
    atLeast(`CPU time of an answer of fetch ${at}, compared with ours`, ratio(costs, 'fetch', 'answers'), 10, '×'),
    absolute(`answers ${at}`, costs.answers!),
    absolute(`answers ${at}, a new connection after 10`, costs.short!),
    absolute('answers of wrk', costs.wrk!),
  ];
}

async function streams(): Promise<readonly Figure[]> {
  const costs = await rounds(['wrk', 'streams', 'timed'], 'streams', STREAMS);
  const timed = costs.timed!;
  const gaps = ofMedian(timed, ({ seen, sent }) => Math.abs(seen!.gapP99 / sent.gapP99 - 1));
  const at = `${STREAMS.toLocaleString('en-US')} streams of 50 events/s`;
  const rate = ofMedian(timed, (cost) => cost.rate) / OFFERED;
  return [
    atLeast(`${at}: share of the offered events that the machine had time to send`, rate * 100, 95, '%'),
    ratioFigure(`CPU time of an event, ${at}, compared with wrk`, ratio(costs, 'streams', 'wrk'), 1.5),
    atMost(`${at}: ITL p99, difference from the server's`, gaps * 100, 10, '%'),
    atMost(
      `${at}: from the sending of an event to its stamp, p99`,
      ofMedian(timed, ({ seen }) => seen!.lagP99) * 1000,
      15,
      'ms',
    ),
    atMost(
      `${at}: resident memory`,
      ofMedian(costs.streams!, ({ memory }) => memory),
      100,
      'MiB',
    ),
    absolute(`events, ${at}`, costs.streams!),
    absolute('events of wrk, which parses none', costs.wrk!),
  ];
}

function ratioFigure(what: string, value: number, bound: number): Figure {
  return { what, measured: `${value.toFixed(2)} ×`, goal: `≤ ${bound} ×`, met: value <= bound };
}

export async function load(): Promise<Figure[]> {
  return [...(await answers()), ...(await streams())];
}

if (isMain(import.meta)) console.table(await load());
