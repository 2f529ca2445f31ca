import type { Log } from '../log/entry.ts';
import { type FileLog, openFileLog } from '../log/file.ts';
import { thisCommand } from './invocation.ts';
import { asRunbookError } from './outcome.ts';
import { version } from './version.ts';

/** The log file of a run, which exists once the target is reached. */
export interface KeptLog extends Log {
  open(): Promise<void>;
  /** Say where the file is, or why it is missing. */
  tell(log: Log): void;
  close(): void;
}

/** Without `logged` nothing is written. @param now the target's time (ms) */
export function keptLog(logged: boolean, secrets: () => readonly string[], now: () => number): KeptLog {
  let file: FileLog | undefined;
  return {
    write: (entry, by) => file?.write(entry, by),
    async open() {
      const heading = [thisCommand(), `vllm-tpu-runbook ${version()}`];
      if (logged) file = await openFileLog({ secrets, now, heading });
    },
    tell(log) {
      if (!file) return;
      if (file.problem === undefined) log.write({ kind: 'note', text: `Log of this run: ${file.file}` });
      else
        log.write({ kind: 'warning', text: `This run has no complete log: ${asRunbookError(file.problem).message}` });
    },
    close: () => file?.close(),
  };
}
