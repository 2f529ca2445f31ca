import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { arch, cpus, freemem, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';
import { envFile, projectFolder, writtenFolder } from '../../lib/config/folders.ts';
import { type VariableName, variables } from '../../lib/config/index.ts';
import { formatError, plain } from '../../lib/log/format.ts';
import { version } from '../../lib/runner/version.ts';
import { networkVariables } from '../../lib/target/network.ts';
import type { World } from './world.ts';

const GIB = 2 ** 30;
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

/** The variables by name. A secret is never read. */
export async function configuration({ config, environment }: World): Promise<string> {
  const given = (Object.keys(variables) as VariableName[]).filter((name) => environment[name]);
  const file = envFile();
  const sources = [
    `# The file: ${file}${existsSync(file) ? '' : ' (does not exist)'}`,
    `# Set by the shell: ${given.join(', ') || 'nothing'}`,
    `# RUNBOOK_HOME: ${writtenFolder()}`,
  ];
  if (!config) return [...sources, '# The configuration is invalid: see problem.txt', ''].join('\n');
  const lines = (Object.entries(variables) as [VariableName, { secret?: true }][]).map(([name, { secret }]) => {
    const value = config[name];
    if (secret) return `# ${name} is ${value === undefined ? 'not set' : 'set'}`;
    return value === undefined ? `# ${name} is not set` : `${name}=${value}`;
  });
  return [...sources, ...lines, ''].join('\n');
}

export async function machine({ target, environment }: World, signal: AbortSignal): Promise<string> {
  const network = Object.keys(networkVariables(environment));
  const lines = [
    ['target', target?.description ?? 'none: see problem.txt'],
    ['time of this machine', new Date().toISOString()],
    ['time of the target', target ? new Date(target.clock.now()).toISOString() : 'unknown'],
    ['runbook', `${version()}, commit ${await said('git', ['describe', '--always', '--dirty'], signal)}`],
    ['Node.js', process.version],
    ['system', `${type()} ${release()} ${arch()}`],
    ['processors', String(cpus().length)],
    ['memory', `${gib(freemem())} of ${gib(totalmem())} free`],
    ['proxy and certificate variables', network.join(', ') || 'none'],
  ];
  return lines.map(([name, value]) => `${name}: ${value}\n`).join('');
}

/** What each tool says of itself. */
const VERSIONS: readonly (readonly string[])[] = [
  ['gcloud', 'version'],
  ['kubectl', 'version', '--client'],
  ['gke-gcloud-auth-plugin', '--version'],
];

export async function tools({ target, environment }: World, signal: AbortSignal): Promise<string> {
  const path = target?.environment.PATH ?? environment.PATH;
  const told = VERSIONS.map(
    async ([tool = '', ...args]) => `$ ${[tool, ...args].join(' ')}\n${await said(tool, args, signal, path)}\n`,
  );
  return (await Promise.all(told)).join('\n');
}

export async function problem({ problem: found }: World): Promise<string | undefined> {
  return found && `${formatError(found, plain)}\n`;
}

/** The output of a program, or why it has none. */
async function said(
  program: string,
  args: readonly string[],
  signal: AbortSignal,
  PATH = process.env.PATH,
): Promise<string> {
  try {
    const env = { ...process.env, PATH };
    const { stdout, stderr } = await promisify(execFile)(program, [...args], { cwd: projectFolder(), env, signal });
    return `${stdout}${stderr}`.trim();
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    return code === 'ENOENT' ? 'not installed' : (stderr || message).trim();
  }
}
