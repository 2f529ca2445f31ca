import type { Collection } from '../../core/database.ts';
import type { World } from '../../core/world.ts';
import type { PrometheusTarget } from '../monitoring.ts';
import { countUntil, type Points } from '../promql/value.ts';

/** What tells one series from another. */
export interface SeriesIdentity {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly target: PrometheusTarget;
  /** Key of its metric. */
  readonly metric: string;
}

/** The points of all series in one stretch of time. Series of one target share their times; a constant is one number. */
interface Block {
  readonly end: number;
  readonly times: readonly (readonly number[])[];
  readonly rows: readonly (readonly [series: string, times: number, values: readonly JsonNumber[] | JsonNumber])[];
}

/** NaN and the infinities, which JSON does not have, as text. */
type JsonNumber = number | string;

/** Simulated ms that a block spans, and how many are kept: a sandbox that was killed loses what came after the last. */
const SPAN = 5 * 60_000;
const KEPT = 12;

/**
 * Series across restarts: the last hour, five minutes at a time. Writing each scrape on its own would fill the journal
 * of a sandbox that runs all day; a block of a model server without load is a few kilobytes.
 */
export class SeriesJournal {
  readonly #series: Collection<SeriesIdentity>;
  readonly #blocks: Collection<Block>;
  #written: number;

  constructor({ database, clock }: World) {
    this.#series = database.collection('monitoring/series');
    this.#blocks = database.collection('monitoring/blocks');
    this.#written = Math.floor(clock.now() / SPAN) * SPAN;
  }

  /** The known series, and then their points in the order of time. */
  *identities(): Iterable<readonly [id: string, SeriesIdentity]> {
    yield* this.#series.entries();
  }

  *points(): Iterable<readonly [id: string, time: number, value: number]> {
    const blocks = [...this.#blocks.values()].sort((a, b) => a.end - b.end);
    for (const { times, rows } of blocks) {
      for (const [id, index, values] of rows) {
        for (const [position, time] of times[index]!.entries()) {
          yield [id, time, Number(Array.isArray(values) ? values[position] : values)];
        }
      }
    }
  }

  add(id: string, { name, labels, target, metric }: SeriesIdentity): void {
    this.#series.put(id, { name, labels, target, metric });
  }

  remove(id: string): void {
    this.#series.delete(id);
  }

  /** Write the block that has ended by now, if one has. */
  write(now: number, all: Iterable<{ readonly id: string; readonly points: Points }>): void {
    const end = Math.floor(now / SPAN) * SPAN;
    if (end <= this.#written) return;
    const times: number[][] = [];
    const indexes = new Map<string, number>();
    const rows: Block['rows'][number][] = [];
    for (const { id, points } of all) {
      const from = countUntil(points.times, this.#written);
      const to = countUntil(points.times, end);
      if (from === to) continue;
      const stretch = Array.prototype.slice.call(points.times, from, to) as number[];
      const key = stretch.join();
      const index = indexes.get(key) ?? times.push(stretch) - 1;
      indexes.set(key, index);
      rows.push([id, index, compact(Array.prototype.slice.call(points.values, from, to) as number[])]);
    }
    this.#written = end;
    if (rows.length > 0) this.#blocks.put(String((end / SPAN) % KEPT), { end, times, rows });
  }
}

const jsonNumber = (value: number): JsonNumber => (Number.isFinite(value) ? value : String(value));

function compact(values: readonly number[]): Block['rows'][number][2] {
  const first = values[0]!;
  return values.every((value) => Object.is(value, first)) ? jsonNumber(first) : values.map(jsonNumber);
}
