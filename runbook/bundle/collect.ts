import { execFile } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, commandLine } from '../../lib/command/command.ts';
import type { Execution } from '../../lib/command/execute.ts';
import { type RefusalKind, refusalOf } from '../../lib/command/refusal.ts';
import { formatError, plain } from '../../lib/log/format.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import { commandNaming } from '../../lib/session/session.ts';
import { AT_ONCE, PART_LIMIT } from './limits.ts';
import type { Collected, Part } from './part.ts';
import type { World } from './world.ts';

/** What was said, with the command line if there is one. */
type Said = Pick<Collected, 'asked' | 'problem' | 'text'> & { readonly evidence?: false };

/** Ask for each part, independently of the others and with a time limit. A part that has nothing to say is left out. */
export async function collect(
  parts: readonly Part[],
  world: World,
  signal: AbortSignal,
): Promise<readonly Collected[]> {
  const collected: (Collected | undefined)[] = [];
  const left = parts.entries();
  const work = async (): Promise<void> => {
    for (const [at, part] of left) collected[at] = await collectOne(part, world, signal);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  signal.throwIfAborted();
  return collected.filter((one) => one !== undefined);
}

async function collectOne(part: Part, world: World, signal: AbortSignal): Promise<Collected | undefined> {
  const { file, about, evidence = false } = part;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(PART_LIMIT * 1000)]);
  try {
    const said = await ask(part, world, limit);
    return said && { file, about, evidence, ...said };
  } catch (error) {
    const known = asRunbookError(error);
    const message = limit.aborted ? `no answer in ${PART_LIMIT} s` : known.message;
    return { file, about, evidence, ...notCollected(message, formatError(known, plain)) };
  }
}

async function ask({ ask: by }: Part, world: World, signal: AbortSignal): Promise<Said | undefined> {
  if ('text' in by) {
    const text = await by.text(world, signal);
    return text === undefined ? undefined : { text };
  }
  return 'runbook' in by ? ofRunbook(by.runbook, by.args, world, signal) : ofTool(by.command, world, signal);
}

async function ofTool(
  command: (config: World['config'] & object) => Command,
  { config, target, problem, cluster }: World,
  signal: AbortSignal,
): Promise<Said> {
  if (!config || !target) return elsewhere(problem?.message ?? 'there is no target', 'problem.txt');
  const full = commandNaming(config)(command(config));
  const asked = commandLine(full);
  // Its file says why nothing else of the cluster is there.
  const isProbe = full.args[0] === 'version';
  if (full.tool === 'kubectl' && cluster && !isProbe) return { asked, ...elsewhere(cluster.message, PROBE) };
  const execution = await target.execute(full, signal);
  return { asked, ...answered(full, execution) };
}

const PROBE = 'kubernetes/version.txt';

/** The other file says why, so that one reason is not read twenty times. */
function elsewhere(why: string, file: string): Said {
  return { ...notCollected(why, `See ${file}.`), evidence: false };
}

/** In this repository TypeScript, in the package JavaScript. */
const LANGUAGE = extname(import.meta.url);

function ofRunbook(
  module: string,
  args: readonly string[],
  { environment }: World,
  signal: AbortSignal,
): Promise<Said> {
  const script = fileURLToPath(new URL(`../${module}${LANGUAGE}`, import.meta.url));
  const env = { ...environment, NO_COLOR: '1' };
  const asked = ['npx tsx', `runbook/${module}.ts`, ...args].join(' ');
  return new Promise((resolve, reject) => {
    const words = ['--import', import.meta.resolve('tsx'), script, ...args];
    const child = execFile(process.execPath, words, { env, signal, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (signal.aborted) return reject(signal.reason);
      // Exit code 1 is an answer too: a step is not done, the metric stops.
      resolve({ asked, text: error ? `${stdout}${stderr}\nexit code ${error.code}\n` : `${stdout}${stderr}` });
    });
    child.stdin?.end();
  });
}

/** What a later step makes is not there before it: no failure. */
const ABSENT: ReadonlySet<RefusalKind> = new Set(['noContext', 'noType', 'notFound']);

function answered(command: Command, execution: Execution): Said {
  const { stdout, stderr, exitCode } = execution;
  const text = [stdout, stderr].filter((one) => one.trim() !== '').join('\n');
  const refusal = refusalOf(command, execution);
  if (!refusal) return { text };
  return {
    problem: `exit code ${exitCode}: ${refusal.message}`,
    text: `${text.trimEnd()}\nexit code ${exitCode}\n`,
    ...(ABSENT.has(refusal.kind) && { evidence: false }),
  };
}

const notCollected = (problem: string, text: string): Said => ({
  problem,
  text: `Not collected: ${problem}\n${text}\n`,
});
