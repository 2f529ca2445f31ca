import type { Session } from '../session/session.ts';

/** Yes, no, or nobody knows; with, for a no, the command or page that mends it. */
export interface Answer {
  readonly verdict: 'yes' | 'no' | 'unknown';
  readonly detail: string;
  readonly mend?: string;
}

/** One thing to know before anything is spent. */
export interface Question {
  /** For tests and machines: `tpu-quota`. */
  readonly id: string;
  /** What the line begins with: `TPU quota`. */
  readonly about: string;
  /** The cause that a no names (`lib/diagnosis/`). */
  readonly diagnosis?: string;
  /** Asks only, changes nothing. What it throws makes the answer unknown. */
  ask(session: Session): Promise<Answer>;
}

export type Answered = Answer & Pick<Question, 'id' | 'about' | 'diagnosis'>;

export const yes = (detail: string): Answer => ({ verdict: 'yes', detail });
export const no = (detail: string, mend: string): Answer => ({ verdict: 'no', detail, mend });
export const unknown = (detail: string, mend?: string): Answer => ({
  verdict: 'unknown',
  detail,
  ...(mend !== undefined && { mend }),
});
