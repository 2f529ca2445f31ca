import type { Log } from './entry.ts';

/** The log of work that nobody reads. */
export const SILENT: Log = { write: () => undefined };
