import { quoted } from '../command/command.ts';

/** What a run was asked for that the run which goes on needs again. */
export interface Asked {
  readonly to?: string;
  readonly only?: string;
  readonly fast?: boolean;
  readonly keep?: boolean;
  readonly report?: string;
  readonly yes?: boolean;
}

/** The command that goes on with a step: with it alone where no other was asked for. @param command of the whole runbook */
export function resumeCommand(command: string, { to, only, fast, keep, report, yes }: Asked, step: string): string {
  const flags = [
    fast && '--fast',
    only === undefined ? `--from ${step}` : `--only ${step}`,
    to !== undefined && `--to ${to}`,
    keep && '--keep',
    yes && '--yes',
    report !== undefined && `--report ${quoted(report)}`,
  ];
  return `${command} ${flags.filter(Boolean).join(' ')}`;
}
