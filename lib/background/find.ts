import { RunbookError } from '../errors/runbook-error.ts';
import { readRecord, removeRecord } from './record.ts';

/** Real milliseconds: it is a process of this machine. */
const PATIENCE = 10_000;

/** A background process that goes on, known by an answer that only it can give. */
export interface Found {
  readonly pid: number;
  /** How it does. */
  readonly snapshot: unknown;
  /** End it. @returns what it leaves behind; undefined when it has ended meanwhile */
  stop(): Promise<unknown>;
}

/**
 * The background process of a record, if it goes on; the record of one that is gone is removed.
 * @throws RunbookError TARGET_UNREACHABLE when something has its port and does not answer
 */
export async function findProcess(file: string): Promise<Found | undefined> {
  const record = await readRecord(file);
  if (!record) return undefined;
  const { port, token, pid } = record;
  const ask = async (method: 'GET' | 'DELETE'): Promise<{ readonly value: unknown } | undefined> => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.ok) return { value: await response.json() };
    } catch (cause) {
      if (!isLate(cause)) return undefined;
      throw new RunbookError('TARGET_UNREACHABLE', `The background process of ${file} does not answer`, {
        cause,
        remedy: `Look at process ${pid}: end it if it is that one, delete ${file} if it is not.`,
      });
    }
    return undefined;
  };
  const snapshot = await ask('GET');
  if (snapshot) return { pid, snapshot: snapshot.value, stop: async () => (await ask('DELETE'))?.value };
  await removeRecord(file, token);
  return undefined;
}

const isLate = (error: unknown): boolean => (error as Error).name === 'TimeoutError';
