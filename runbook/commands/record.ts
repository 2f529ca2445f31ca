import { usage } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';
import { mustRecord, NOT_RECORDED } from '../compare/flags.ts';

const HELP = `Run the runbook, and record its commands, requests and answers in one file.

Usage: npm run record -- DIR [options of npm start]

The file is DIR/recording.jsonl.gz. It has placeholders instead of secrets, projects, accounts, addresses and IDs. If one
of them is left, no file is written. The file is also written if the run fails or is interrupted.

Options of npm start include --fast, --yes, --keep (skips the cleanup), and --from ID, --to ID, --only ID (record less).
Not supported: ${NOT_RECORDED.join(', ')}.

Exit codes: those of npm start.`;

async function main(args: readonly string[]): Promise<number> {
  const [folder, ...flags] = args;
  if (folder === '--help' || folder === '-h' || folder === '--version') {
    console.log(folder === '--version' ? version() : HELP);
    return 0;
  }
  if (folder === undefined || folder.startsWith('-')) throw usage('DIR is missing: the folder for the recording');
  mustRecord(flags);
  // All modules, since Ctrl-C also ends tsx's compiler.
  const [{ record }, runbook] = await Promise.all([import('../compare/record.ts'), import('../steps.ts')]);
  return record(folder, flags, runbook);
}

command(import.meta, main);
