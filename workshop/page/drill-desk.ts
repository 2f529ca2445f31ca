import type { RunbookError } from '../../lib/errors/runbook-error.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import type { DrillBook, DrillProgress, Verdict } from './drill-book.ts';
import { Refused } from './http.ts';
import type { DrillState } from './view/drill.ts';

/** The orders of a drill card. */
const ACTIONS = ['start', 'hint', 'check', 'reset'] as const;
type Action = (typeof ACTIONS)[number];

/** Carries out the orders of the drill card, one at a time, and remembers the last verdict. */
export class DrillDesk {
  readonly #book: DrillBook;
  readonly #changed: () => void;
  readonly #closed = new AbortController();
  #acting: Promise<void> | undefined;
  #verdict: Verdict | undefined;
  /** When, as the progress has it. */
  #checkedAt: string | undefined;
  #problem: RunbookError | undefined;

  constructor(book: DrillBook, changed: () => void) {
    this.#book = book;
    this.#changed = changed;
  }

  async state(): Promise<DrillState> {
    let problem = this.#problem;
    const progress = await this.#book.progress().catch((error: unknown): DrillProgress => {
      problem ??= asRunbookError(error);
      return { results: {} };
    });
    // A later check in a terminal replaces it.
    const isLast = this.#checkedAt === resultAt(progress);
    const verdict = isLast && this.#verdict?.drill === progress.current?.id ? this.#verdict : undefined;
    return { drills: this.#book.drills, progress, verdict, busy: this.#acting !== undefined, problem };
  }

  /** @returns the verdict of a check. @throws Refused for an order that is none, or while another one is under way */
  async act(action: unknown, id: unknown): Promise<{ readonly verdict?: Verdict | undefined }> {
    const known = ACTIONS.find((one) => one === action);
    if (!known) throw new Refused(400, `action must be one of: ${ACTIONS.join(', ')}`);
    if (this.#acting) throw new Refused(409, 'Another action is in progress');
    this.#problem = undefined;
    this.#acting = this.#perform(known, id);
    this.#changed();
    try {
      await this.#acting;
    } catch (error) {
      if (error instanceof Refused) throw error;
      this.#problem = asRunbookError(error);
      throw new Refused(500, this.#problem.message);
    } finally {
      this.#acting = undefined;
      this.#changed();
    }
    return known === 'check' ? { verdict: this.#verdict } : {};
  }

  /** End the action that is under way, and wait until it has closed what it opened, such as a sandbox beside. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#acting?.catch(() => undefined);
  }

  async #perform(action: Action, id: unknown): Promise<void> {
    const { signal } = this.#closed;
    if (action === 'check') {
      this.#verdict = await this.#book.check(signal);
      this.#checkedAt = resultAt(await this.#book.progress());
      return;
    }
    if (action === 'hint') return this.#book.hint(signal);
    this.#verdict = undefined;
    if (action === 'reset') return this.#book.reset(signal);
    const drill = this.#book.drills.find((one) => one.id === id);
    if (!drill) throw new Refused(400, 'id must name a drill');
    await this.#book.start(drill.id, signal);
  }
}

const resultAt = ({ current, results }: DrillProgress): string | undefined => current && results[current.id]?.at;
