import { SILENT } from '../log/silent.ts';
import type { Session } from '../session/session.ts';
import type { Clock } from '../target/clock.ts';

/** A resource that is billed by the hour. */
export interface Billed {
  readonly name: string;
  /** US dollars an hour. */
  readonly perHour: number;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
}

/** US dollars an hour of all of them. */
export const perHourOf = (items: readonly Pick<Billed, 'perHour'>[]): number =>
  items.reduce((sum, { perHour }) => sum + perHour, 0);

/** Lists what is billed by the hour now. */
export type ListBilled = (session: Session) => Promise<readonly Billed[]>;

/** What a run has cost: every resource from its creation, or from the run's beginning, to its deletion. */
export class Meter {
  readonly #from: number;
  readonly #seen = new Map<string, Billed & { readonly until: number | undefined }>();

  /** @param from the beginning of the run: ms of the target's clock */
  constructor(from: number) {
    this.#from = from;
  }

  /** Read the resources of a moment. One that is gone was billed until this moment at most. */
  read(items: readonly Billed[], now: number): void {
    const keys = new Set(items.map(keyOf));
    for (const [key, one] of this.#seen) if (!keys.has(key)) this.#seen.set(key, { ...one, until: one.until ?? now });
    for (const item of items) this.#seen.set(keyOf(item), { ...item, until: undefined });
  }

  /** US dollars until a moment. */
  spent(now: number): number {
    const hours = (since: number, until: number): number => Math.max(0, until - Math.max(since, this.#from)) / HOUR;
    return [...this.#seen.values()].reduce(
      (sum, { perHour, since, until = now }) => sum + perHour * hours(since, until),
      0,
    );
  }

  /** What is billed now. */
  get items(): readonly Billed[] {
    return [...this.#seen.values()].filter(({ until }) => until === undefined);
  }

  get perHour(): number {
    return perHourOf(this.items);
  }
}

const HOUR = 3_600_000;
/** Pause between two readings: ms of the target's time and of real time. */
const EVERY = { target: 120_000, real: 1_000 } as const;

const keyOf = ({ name, since }: Billed): string => `${name} ${since}`;

/** Read a meter while a run works, and log the cost. @returns ends it, with a last reading */
export function metering(list: ListBilled, session: Session): { readonly meter: Meter; end(): Promise<void> } {
  const { clock } = session.target;
  const meter = new Meter(clock.now());
  const ended = new AbortController();
  // A reading that fails is no news for the run.
  const silent = session.through(SILENT);
  const read = async (): Promise<void> => {
    meter.read(await list(silent), clock.now());
    const simulated = session.target.kind === 'sandbox';
    session.log.write({ kind: 'cost', spent: meter.spent(clock.now()), perHour: meter.perHour, simulated });
  };
  const reading = keepReading(read, clock, AbortSignal.any([session.signal, ended.signal]));
  return {
    meter,
    end: async () => {
      ended.abort();
      await reading;
      await read().catch(() => undefined);
    },
  };
}

async function keepReading(read: () => Promise<void>, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await read().catch(() => undefined);
    await clock.sleep(Math.max(EVERY.target, EVERY.real * clock.pace), signal).catch(() => undefined);
  }
}
