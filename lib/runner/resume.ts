import { withFlags } from './with-flags.ts';

/** The flags of a run that its continuation repeats. */
export interface Asked {
  readonly to?: string;
  readonly only?: string;
  readonly fast?: boolean;
  readonly keep?: boolean;
  readonly report?: string;
  readonly yes?: boolean;
  readonly 'max-hours'?: string;
  readonly budget?: string;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

/**
 * The command that continues with a step, or runs only this step after `--only`.
 * @param command the runbook's command
 */
export function resumeCommand(
  command: string,
  { to, only, fast, keep, report, yes, verbose, quiet, 'max-hours': hours, budget }: Asked,
  step: string,
): string {
  return withFlags(command, {
    fast,
    [only === undefined ? 'from' : 'only']: step,
    to,
    keep,
    yes,
    'max-hours': hours,
    budget,
    verbose,
    quiet,
    report,
  });
}
