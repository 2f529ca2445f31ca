import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { quoted } from '../../lib/command/command.ts';
import { makeFolder } from '../../lib/config/folders.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { ARCHIVE, redacted, writeArchive } from '../../lib/record/archive.ts';
import { Recorder } from '../../lib/record/recorder.ts';
import type { Runbook } from '../../lib/runner/runbook.ts';
import { runbookCli } from '../../lib/runner/runbook-cli.ts';

/** Run the runbook and write its archive into a folder. @returns the exit code of the run */
export async function record(folder: string, flags: readonly string[], runbook: Runbook): Promise<number> {
  const another = `npm run record -- ${quoted(`${folder}-2`)}`;
  await makeFolder(folder);
  if (existsSync(join(folder, ARCHIVE)))
    throw new RunbookError('USAGE', `${folder} already contains a recording`, {
      remedy: `To record into another folder: ${another}`,
    });
  const recorder = new Recorder();
  // A recording holds what the steps ask, and nothing that is asked beside them.
  const { billed: _, summary: __, ...recorded } = runbook;
  const code = await runbookCli({ ...recorded, around: recorder.around }, flags, another);
  const seen = await recorder.settled();
  if (!seen) return code;
  const recording = redacted(seen, flags);
  const file = await writeArchive(folder, recording, seen);
  console.log(`Recorded ${recording.entries.length} calls in ${file}. To read them: zcat ${file} | less`);
  return code;
}
