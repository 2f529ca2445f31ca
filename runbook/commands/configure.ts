import { type Flag, type Flags, readFlags } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';
import { questions } from '../configure/questions.ts';

const OWN = {
  target: { type: 'string' },
  'hf-token-env': { type: 'string', excludes: ['hf-token-file', 'hf-token-secret'] },
  'hf-token-file': { type: 'string', excludes: ['hf-token-secret'] },
  'hf-token-secret': { type: 'string' },
  yes: { type: 'boolean' },
} as const satisfies Flags;

const FLAGS: Flags = {
  ...OWN,
  ...Object.fromEntries(questions.map(({ flag }): [string, Flag] => [flag, { type: 'string' }])),
};

const row = (flag: string, help: string): string => `  --${flag.padEnd(24)} ${help}`;

const help =
  (): string => `Ask for the few values that a run on Google Cloud needs, and write .env. Creates nothing in the cloud.

Usage: npm run configure [-- OPTIONS]

On a terminal, each question that no option answers is asked. Without a terminal, the options answer all of them,
and --yes is needed to write.

${questions.map(({ flag, placeholder, help: text }) => row(`${flag} ${placeholder}`, text)).join('\n')}
${row('hf-token-env VARIABLE', 'leave the Hugging Face token in this variable of the shell')}
${row('hf-token-file FILE', 'store the token of this file in .env; - reads standard input')}
${row('hf-token-secret NAME', 'leave it in this secret of Secret Manager: a name, or projects/P/secrets/S/versions/V')}
${row('target TARGET', 'gke, or sandbox to try it out; default: TARGET, or else gke')}
${row('yes', 'write .env without asking; a replaced file is kept as .env.backup')}
${row('version', 'print the version of this runbook')}
${row('help', 'print this text')}

Exit codes: 0 done, 1 failed, 2 bad usage or configuration, 130 interrupted.`;

async function main(args: readonly string[]): Promise<number> {
  const flags: Readonly<Record<string, string | boolean | undefined>> = readFlags(FLAGS, args);
  if (flags.help || flags.version) {
    console.log(flags.help ? help() : version());
    return 0;
  }
  const { configureCommand } = await import('../configure/run.ts');
  return configureCommand(flags);
}

command(import.meta, main);
