import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sandboxFolder, writeWhole, writtenFolder } from '../config/folders.ts';

/** The output of `sandbox start --json`. */
export interface Started {
  readonly url: string;
  readonly started: boolean;
  /** Tools that are not installed and that the sandbox replaces with stand-ins. */
  readonly standIns: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Time limit for the answer of a running sandbox (real ms). */
const DEADLINE = 2_000;

/** The cache file, by the sandbox's folder and the PATH. */
function fileOf(environment: NodeJS.ProcessEnv): string {
  const key = createHash('sha256')
    .update(`${sandboxFolder(environment)}\n${environment.PATH}`)
    .digest('hex');
  return writtenFolder('.runbook', 'sandbox', `${key.slice(0, 16)}.json`);
}

/** Cache the output of a start, since the sandbox's command line takes half a second. Ignores an unwritable folder. */
export async function remember(started: Started, environment: NodeJS.ProcessEnv): Promise<void> {
  await writeWhole(fileOf(environment), JSON.stringify({ ...started, started: false })).catch(() => undefined);
}

/** The cached output, if its sandbox still answers. */
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
    // No cache, or the sandbox has ended.
    return undefined;
  }
}
