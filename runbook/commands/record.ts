import { usage } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';

const HELP = `Run the runbook and write all that the run saw into one file: commands, answers, events and metrics.

Usage: npm run record -- DIR [options of npm start]

The file is DIR/recording.jsonl.gz. Secrets, project, accounts, addresses and ids are replaced; a check refuses to write
a file in which one is left. Options of npm start include --fast, --keep (keeps the
cluster), --from ID, --to ID, --only ID (record less) and --yes.

Exit codes: those of the run. The file is also written when the run fails or is interrupted.`;

/** The options of npm start that run no step, or that name a file of this computer. */
const EXCLUDED = ['--status', '--json', '--dry-run', '--report'];

async function main(args: readonly string[]): Promise<number> {
  const [folder, ...flags] = args;
  if (folder === '--help' || folder === '-h' || folder === '--version') {
    console.log(folder === '--version' ? version() : HELP);
    return 0;
  }
  if (folder === undefined || folder.startsWith('-')) throw usage('A recording needs a folder');
  const excluded = flags.find((flag) => EXCLUDED.includes(flag.split('=')[0]!));
  if (excluded) throw usage(`A recording does not take ${excluded}`);
  // All modules, since Ctrl-C also ends tsx's compiler.
  const [{ record }, runbook] = await Promise.all([import('../compare/record.ts'), import('../steps.ts')]);
  return record(folder, flags, runbook);
}

command(import.meta, main);
