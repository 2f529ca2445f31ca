import type { LogEntry } from '../../../lib/log/entry.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Activity } from '../../../lib/target/target.ts';
import { FakeClock } from '../fake-clock.ts';

/** The part of a session that a wait uses, on a stopped clock. */
export interface StillSession {
  readonly session: Session;
  readonly clock: FakeClock;
  readonly said: LogEntry[];
  /** The registered activities in order, with `released` at the end. */
  readonly paces: (Activity | 'released')[];
  abort(reason: Error): void;
}

export function stillSession(parts: Partial<Session> = {}): StillSession {
  const clock = new FakeClock();
  const said: LogEntry[] = [];
  const paces: (Activity | 'released')[] = [];
  const controller = new AbortController();
  const of = (changes: Partial<Session>): Session =>
    ({
      ...session,
      ...changes,
      with: (more: Partial<Session>) => of({ ...changes, ...more }),
      through: (log: Session['log']) => of({ ...changes, log }),
    }) as Session;
  const session = {
    with: of,
    through: (log: Session['log']) => of({ log }),
    target: { clock },
    log: { write: (entry: LogEntry) => void said.push(entry) },
    signal: controller.signal,
    known: new Map(),
    pace: (activity: Activity) => {
      paces.push(activity);
      return { change: (next: Activity) => void paces.push(next), release: () => void paces.push('released') };
    },
    ...parts,
  } as unknown as Session;
  return { session, clock, said, paces, abort: (reason) => controller.abort(reason) };
}
