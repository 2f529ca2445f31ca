import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quoted } from '../../lib/command/command.ts';
import { writtenFolder } from '../../lib/config/folders.ts';
import { interruptible } from '../../lib/runner/interruption.ts';
import { withFlags } from '../../lib/runner/with-flags.ts';
import { agree } from './agree.ts';
import { packed } from './archive.ts';
import { collect } from './collect.ts';
import { filesOf } from './contents.ts';
import { added, lastRun } from './files.ts';
import { listing, next } from './format.ts';
import { identityIn } from './identity.ts';
import { PARTS } from './parts.ts';
import { mustBeClean, redacted } from './redact.ts';
import { openWorld } from './world.ts';
import { mustBeNew, mustBeWritable, writeNew } from './write.ts';

export interface BundleOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** The file to write. @default a name with the time, in the folder of `.runbook` */
  readonly out: string | undefined;
  /** Files to add. */
  readonly add: readonly string[];
  /** Write without asking. */
  readonly yes: boolean;
}

/**
 * Collect, redact, list, ask, write.
 * @throws RunbookError USAGE, ABORTED, NOT_REDACTED, NOT_WRITABLE
 */
export async function bundle({ environment, out, add, yes }: BundleOptions): Promise<void> {
  const createdAt = new Date();
  const name = `vllm-tpu-bundle-${createdAt.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`;
  const file = resolve(out ?? join(await ownFolder(), `${name}.tgz`));
  mustBeNew(file);
  if (out !== undefined) await mustBeWritable(file);
  const interruption = interruptible();
  try {
    console.log('Collecting; this changes nothing and takes up to a minute …');
    const { found, identity } = await collected(environment, add, interruption.signal);
    const parts = redacted(found, identity);
    const files = filesOf(parts, createdAt);
    mustBeClean(
      files.flatMap((one) => [one.name, one.text]),
      identity,
    );
    console.log(listing(files, parts));
    const again = withFlags(['npm run bundle --', ...add.map(quoted)].join(' '), { out, yes: true });
    if (!yes) await agree(file, again, interruption.signal);
    await writeNew(file, await packed(name, files, createdAt));
    console.log(next(file));
  } catch (error) {
    // Ctrl-C at the question.
    interruption.signal.throwIfAborted();
    throw error;
  } finally {
    interruption.dispose();
  }
}

/** Beside `.runbook`, or the folder of temporary files where that is not writable. */
const ownFolder = (): Promise<string> =>
  access(writtenFolder(), constants.W_OK).then(
    () => writtenFolder(),
    () => tmpdir(),
  );

async function collected(environment: NodeJS.ProcessEnv, add: readonly string[], signal: AbortSignal) {
  const world = await openWorld(environment, signal);
  try {
    const found = await collect([...PARTS, ...(await lastRun(world)), ...added(add)], world, signal);
    const texts = found.map(({ text }) => text);
    return { found, identity: identityIn(world, texts) };
  } finally {
    await world.target?.close({ stop: world.target.startedHere });
  }
}
