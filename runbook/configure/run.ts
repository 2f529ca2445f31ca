import { envFile } from '../../lib/config/folders.ts';
import { readEnvFile, readTarget, variables } from '../../lib/config/index.ts';
import { colours, plain } from '../../lib/log/format.ts';
import { terminalLog } from '../../lib/log/terminal.ts';
import { usage } from '../../lib/runner/flags.ts';
import { interruptible } from '../../lib/runner/interruption.ts';
import { withNext } from '../../lib/runner/next.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import { openUnconfigured } from '../../lib/target/open.ts';
import type { TargetKind } from '../../lib/target/target.ts';
import { again } from './again.ts';
import { configure } from './configure.ts';
import { terminalPrompts } from './prompts.ts';
import { surroundings } from './surroundings.ts';

const WHERE: Readonly<Record<TargetKind, string>> = { sandbox: 'the embedded sandbox', gke: 'Google Cloud' };

type FlagValues = Readonly<Record<string, string | boolean | undefined>>;

/** `npm run configure`: opens the target, asks on the terminal if there is one. @throws RunbookError */
export async function configureCommand(flags: FlagValues): Promise<number> {
  const { env: environment, stdin, stdout } = process;
  const interruption = interruptible();
  const { signal } = interruption;
  const style = stdout.isTTY && !environment.NO_COLOR ? colours : plain;
  const say = (text: string): void => console.log(text);
  try {
    const interactive = stdin.isTTY && stdout.isTTY && flags['hf-token-file'] !== '-';
    const prompts = interactive ? await terminalPrompts(signal, style) : undefined;
    const target = await openUnconfigured(targetOf(flags, environment), environment, signal);
    try {
      say(`Asking ${WHERE[target.kind]}; nothing is created there`);
      const log = terminalLog({ stream: stdout, environment, secrets: () => [] });
      const cloud = surroundings(target, signal, environment, log);
      await configure({ flags, environment, cloud, prompts, style, say });
      return 0;
    } finally {
      await target.close({ stop: target.startedHere });
    }
  } catch (error) {
    const ended = asRunbookError(signal.aborted ? signal.reason : error);
    throw ended.code === 'USAGE' ? ended : withNext(ended, again(flags, environment));
  } finally {
    interruption.dispose();
  }
}

/** The flag, the environment or `.env`, or else Google Cloud, which this command is for. */
function targetOf({ target }: FlagValues, environment: NodeJS.ProcessEnv): TargetKind {
  const text = target ?? (environment.TARGET || readEnvFile(envFile(), Object.keys(variables), environment).TARGET);
  if (target !== undefined && variables.TARGET.rule.parse(String(target)) === undefined)
    throw usage(`--target ${target}: expected ${variables.TARGET.rule.expected}`);
  return text ? readTarget({ environment: { TARGET: String(text) } }) : 'gke';
}
