import { RunbookError } from '../errors/runbook-error.ts';
import { readRecord, removeRecord } from './record.ts';

/** Real milliseconds: the process runs on this machine. */
const PATIENCE = 10_000;

/** A running background process, recognised by the token that only it accepts. */
export interface Found {
  readonly pid: number;
  /** Its state, as JSON. */
  readonly snapshot: unknown;
  /** Stop the process. @returns its result; undefined when it ended meanwhile */
  stop(): Promise<unknown>;
}

/**
 * The running background process of a record file. Removes the record when the process is gone.
 * @throws RunbookError TARGET_UNREACHABLE when the port is open but nothing answers
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
      throw new RunbookError('TARGET_UNREACHABLE', `The background process recorded in ${file} does not answer`, {
        cause,
        remedy: `Check process ${pid}: ps -fp ${pid}. If it is the runbook's, kill ${pid}; otherwise rm ${file}`,
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
