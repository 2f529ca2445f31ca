import { execFile } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sandboxFolder } from '../config/folders.ts';
import { withoutSecrets } from '../config/index.ts';
import { explained, seen } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { fullDisk } from './full-disk.ts';

/** TypeScript in the repository, JavaScript in the package. */
const LANGUAGE = extname(import.meta.url);
const CLI = fileURLToPath(new URL(`../../sandbox/cli${LANGUAGE}`, import.meta.url));

/** Real ms; the sandbox itself gives up after 40 s, and builds its program before its first start. */
const PATIENCE = 180_000;

export interface SandboxCliOptions {
  /** Ends the command; without it, only the limit does. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit (real ms). @default 180_000 */
  readonly patience?: number;
  /** The command line's file. */
  readonly cli?: string;
}

/**
 * The answer of the sandbox's command line: its JSON.
 * @throws TARGET_UNREACHABLE, also after the limit; the signal's reason after an abort
 */
export async function sandboxCli<T>(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  { signal = new AbortController().signal, patience = PATIENCE, cli = CLI }: SandboxCliOptions = {},
): Promise<T> {
  const late = AbortSignal.timeout(patience);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', cli, ...args], {
      env: { ...withoutSecrets(environment), SANDBOX_HOME: sandboxFolder(environment) },
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      signal: AbortSignal.any([signal, late]),
    });
    return JSON.parse(stdout) as T;
  } catch (cause) {
    signal.throwIfAborted();
    const stderr = (cause as { stderr?: string }).stderr ?? '';
    const said = stderr.trim().split('\n').slice(-10);
    const evidence = [...said, ...(await fullDisk(sandboxFolder(environment)))];
    const why = late.aborted ? `did not end within ${patience / 1000} s` : 'failed';
    const error = new RunbookError('TARGET_UNREACHABLE', `The embedded sandbox command ${why}`, {
      cause,
      evidence,
      remedy: 'npm run sandbox -- status',
    });
    throw explained(error, seen('client', evidence));
  }
}
