import type { Collection } from '../../core/database.ts';
import type { World } from '../../core/world.ts';
import type { PrometheusTarget } from '../monitoring.ts';
import type { Ring } from './ring.ts';

/** The identity of a series. */
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
  write(now: number, all: Iterable<{ readonly id: string; readonly ring: Ring }>): void {
    const end = Math.floor(now / SPAN) * SPAN;
    if (end <= this.#written) return;
    const times: number[][] = [];
    const rows: Block['rows'][number][] = [];
    for (const { id, ring } of all) {
      const points = ring.between(this.#written, end);
      if (points.times.length === 0) continue;
      // Series of one target follow each other, so the times before are nearly always the same.
      if (!sameNumbers(times.at(-1), points.times)) times.push(Array.from(points.times));
      rows.push([id, times.length - 1, compact(points.values)]);
    }
    this.#written = end;
    if (rows.length > 0) this.#blocks.put(String((end / SPAN) % KEPT), { end, times, rows });
  }
}

function sameNumbers(a: readonly number[] | undefined, b: Float64Array): boolean {
  return a?.length === b.length && a.every((value, index) => value === b[index]);
}

const jsonNumber = (value: number): JsonNumber => (Number.isFinite(value) ? value : String(value));

function compact(values: Float64Array): Block['rows'][number][2] {
  const first = values[0]!;
  return values.every((value) => Object.is(value, first)) ? jsonNumber(first) : Array.from(values, jsonNumber);
}
