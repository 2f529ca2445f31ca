import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Desk } from './desk.ts';

/** The longest that one notebook may take, in real milliseconds: a limit for what hangs. */
const LONGEST = 570_000;
/** Starts of a kernel, and the message of one whose port was taken. */
const ATTEMPTS = 3;
const PORT_TAKEN = 'Error: Address already in use';

interface Ended {
  readonly code: number;
  readonly stderr: string;
}

/** Execute one notebook of the desk in place. @param options of nbconvert */
export async function execute(
  { folder, environment }: Desk,
  name: string,
  ...options: readonly string[]
): Promise<Ended> {
  const nbconvert = ['nbconvert', '--to', 'notebook', '--execute', '--inplace', ...options, name];
  for (let attempt = 1; ; attempt++) {
    const ended = await promisify(execFile)('jupyter', nbconvert, {
      cwd: folder,
      env: environment,
      maxBuffer: 2 ** 26,
      timeout: LONGEST,
    }).then(
      (output): Ended => ({ code: 0, ...output }),
      (error: Ended) => error,
    );
    // Jupyter chooses free ports before its kernel binds them: another kernel may be faster (jupyter_client#487).
    if (attempt === ATTEMPTS || !ended.stderr.includes(PORT_TAKEN)) return ended;
  }
}
