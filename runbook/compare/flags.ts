import { usage } from '../../lib/runner/flags.ts';

/** The options of npm start that run no step, with those that belong to them, and one that names a file of this computer. */
export const NOT_RECORDED = ['status', 'watch', 'every', 'json', 'dry-run', 'script', 'diff', 'report'].map(
  (name) => `--${name}`,
);

/** @throws RunbookError USAGE for an option that a recording cannot have */
export function mustRecord(flags: readonly string[]): void {
  const excluded = flags.find((flag) => NOT_RECORDED.includes(flag.split('=')[0]!));
  if (excluded) throw usage(`npm run record does not support ${excluded}`);
}
