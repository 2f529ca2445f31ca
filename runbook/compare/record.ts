import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../lib/config/folders.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { ReportData } from '../../lib/log/report.ts';
import { ARCHIVE, redacted, writeArchive } from '../../lib/record/archive.ts';
import { Recorder } from '../../lib/record/recorder.ts';
import type { Runbook } from '../../lib/runner/runbook.ts';
import { runbookCli } from '../../lib/runner/runbook-cli.ts';

/** Run the runbook and write its archive into a folder. @returns the exit code of the run */
export async function record(folder: string, flags: readonly string[], runbook: Runbook): Promise<number> {
  await makeFolder(folder);
  if (existsSync(join(folder, ARCHIVE)))
    throw new RunbookError('USAGE', `${folder} already holds a recording`, { remedy: 'Choose another folder.' });
  const report = join(folder, 'report.json');
  const recorder = new Recorder();
  const code = await runbookCli(
    { ...runbook, around: recorder.around },
    [...flags, '--report', report],
    'npm start --',
  );
  const seen = await recorder.settled();
  const steps = await stepsIn(report);
  if (!seen) return code;
  const recording = redacted(seen, flags, steps);
  const file = await writeArchive(folder, recording, seen);
  console.log(`Recorded ${recording.entries.length} calls in ${file}. To read them: zcat ${file} | less`);
  return code;
}

/** The report is part of the archive. */
async function stepsIn(report: string): Promise<ReportData['steps']> {
  try {
    return (JSON.parse(await readFile(report, 'utf8')) as ReportData).steps;
  } catch {
    // The run failed before its first step.
    return [];
  } finally {
    await rm(report, { force: true });
  }
}
