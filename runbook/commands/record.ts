import { usage } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';

const HELP = `Run the runbook, and record its commands, requests and answers in one file.

Usage: npm run record -- DIR [options of npm start]

The file is DIR/recording.jsonl.gz. It has placeholders instead of secrets, projects, accounts, addresses and IDs. If one
of them is left, no file is written. The file is also written if the run fails or is interrupted.

Options of npm start include --fast, --yes, --keep (skips the cleanup), and --from ID, --to ID, --only ID (record less).
Not supported: --status, --json, --dry-run, --report.

Exit codes: those of npm start.`;

/** The options of npm start that run no step, or that name a file of this computer. */
const EXCLUDED = ['--status', '--json', '--dry-run', '--report'];

async function main(args: readonly string[]): Promise<number> {
  const [folder, ...flags] = args;
  if (folder === '--help' || folder === '-h' || folder === '--version') {
    console.log(folder === '--version' ? version() : HELP);
    return 0;
  }
  if (folder === undefined || folder.startsWith('-')) throw usage('DIR is missing: the folder for the recording');
  const excluded = flags.find((flag) => EXCLUDED.includes(flag.split('=')[0]!));
  if (excluded) throw usage(`npm run record does not support ${excluded}`);
  // All modules, since Ctrl-C also ends tsx's compiler.
  const [{ record }, runbook] = await Promise.all([import('../compare/record.ts'), import('../steps.ts')]);
  return record(folder, flags, runbook);
}

command(import.meta, main);
