import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sandboxFolder, writeWhole, writtenFolder } from '../config/folders.ts';

/** What `sandbox start --json` prints. */
export interface Started {
  readonly url: string;
  readonly started: boolean;
  /** Tools that are not installed, and that small ones of the sandbox's own stand in for. */
  readonly standIns: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** How long a sandbox that runs may take to say so (real ms). */
const DEADLINE = 2_000;

/** By what the answer is told from others: the sandbox's folder, and where tools are looked for. */
function fileOf(environment: NodeJS.ProcessEnv): string {
  const key = createHash('sha256')
    .update(`${sandboxFolder(environment)}\n${environment.PATH}`)
    .digest('hex');
  return writtenFolder('.runbook', 'sandbox', `${key.slice(0, 16)}.json`);
}

/** Keep the answer of a start: to ask the sandbox's command line again takes half a second. Where nothing can be written, it is asked. */
export async function remember(started: Started, environment: NodeJS.ProcessEnv): Promise<void> {
  await writeWhole(fileOf(environment), JSON.stringify({ ...started, started: false })).catch(() => undefined);
}

/** The answer that was kept, if the sandbox that gave it still answers. */
export async function remembered(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Started | undefined> {
  try {
    const started = JSON.parse(await readFile(fileOf(environment), 'utf8')) as Started;
    const token = (await readFile(started.env.CLOUDSDK_AUTH_ACCESS_TOKEN_FILE!, 'utf8')).trim();
    const { ok } = await fetch(`${started.url}/_sandbox/status`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]),
    });
    return ok ? started : undefined;
  } catch {
    signal.throwIfAborted();
    // None was kept, or it has ended: a start tells.
    return undefined;
  }
}
