#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { atMost, oneOf, print, show, UsageError } from './control/command-line.ts';
import { environment, exportLines, STOP_LINES } from './control/environment.ts';
import { FAULT_VERBS } from './control/fault-commands.ts';
import { withKubectl } from './control/kubectl.ts';
import { type Running, reset, running, start, stop } from './control/process.ts';
import { SNAPSHOT_VERBS } from './control/snapshot-commands.ts';
import { standIns } from './control/stand-ins.ts';
import { type StateFolder, stateFolder } from './core/folder.ts';

const HELP = `The sandbox: an embedded Google Cloud in one process.

  npm run sandbox -- start            start the sandbox, unless it is running
  npm run sandbox -- stop             stop the sandbox and keep its state
  npm run sandbox -- status           show whether the sandbox is running, and its simulated time
  npm run sandbox -- reset            stop the sandbox and delete its state
  npm run -s sandbox -- env           print the export lines that point gcloud and kubectl at the sandbox
  npm run sandbox -- fault list       list all faults; * marks the active ones
  npm run sandbox -- fault add NAME [key=value …]
                                      switch a fault on
  npm run sandbox -- fault clear [NAME]
                                      switch a fault off; without NAME, switch all faults off
  npm run sandbox -- snapshot list    list the saved states
  npm run sandbox -- snapshot save NAME
                                      save the whole state, running or not
  npm run sandbox -- snapshot restore NAME
                                      replace the state by a saved one, and start the sandbox
  npm run sandbox -- snapshot delete NAME
                                      delete a saved state

  --json      print JSON
  --version   print the version

  SANDBOX_HOME      the folder of the sandbox's state (.sandbox)
  SANDBOX_SPEED     simulated seconds per second while commands come and no run sets the pace (60); time stands
                    still 10 seconds after the last request
  SANDBOX_SCENARIO  a YAML file with seed, durations, faults and models
`;

interface Call {
  readonly folder: StateFolder;
  readonly args: readonly string[];
  readonly json: boolean;
}

type Command = (call: Call) => Promise<number>;

/** The environment for gcloud and kubectl, and the tools that the sandbox's stand-ins replace. */
async function surroundings(folder: StateFolder, { url, status }: Running) {
  const { PATH = '' } = process.env;
  const { tools, path } = await standIns(folder, withKubectl(folder, status.clusterVersion, PATH));
  return { standIns: tools, env: { ...environment(url, folder, status), ...(path !== PATH && { PATH: path }) } };
}

const COMMANDS: Readonly<Record<string, Command>> = {
  async start({ folder, json }) {
    const sandbox = await start(folder);
    const { url, pid, started } = sandbox;
    const text = `The sandbox ${started ? 'is running' : 'was already running'} at ${url} (pid ${pid}).`;
    show(json, { url, pid, started, ...(await surroundings(folder, sandbox)) }, text);
    return 0;
  },
  async stop({ folder, json }) {
    const stopped = await stop(folder);
    const text = stopped ? 'Stopped the sandbox; its state is kept.' : 'The sandbox was not running.';
    show(json, { stopped }, text);
    return 0;
  },
  async status({ folder, json }) {
    const sandbox = await running(folder);
    if (!sandbox) {
      show(json, { running: false }, 'The sandbox is not running.');
      return 1;
    }
    const { url, pid, status } = sandbox;
    const faults =
      status.faults.length > 0 ? ` Active faults: ${status.faults.map(({ name }) => name).join(', ')}.` : '';
    const pace =
      status.pace === 0 ? 'standing still until the next request' : `at ${status.pace} simulated seconds per second`;
    const time = `${new Date(status.now).toISOString()}, ${pace}`;
    const text = `The sandbox is running at ${url} (pid ${pid}). Simulated time: ${time}.${faults}`;
    show(json, { running: true, url, pid, ...status }, text);
    return 0;
  },
  async reset({ folder, json }) {
    await reset(folder);
    show(json, { reset: true }, 'Stopped the sandbox and deleted its state.');
    return 0;
  },
  async env({ folder, json }) {
    try {
      const { env: values } = await surroundings(folder, await start(folder));
      show(json, values, exportLines(values, process.env));
      return 0;
    } catch (error) {
      if (!json && !process.stdout.isTTY) print(STOP_LINES);
      throw error;
    }
  },
  async fault({ folder, args: [verb = 'list', ...words], json }) {
    const { takes, act } = oneOf(FAULT_VERBS, verb, ['fault']);
    atMost(takes, words);
    const [name, ...params] = words;
    await start(folder);
    await act(folder, json, name, params);
    return 0;
  },
  async snapshot({ folder, args: [verb = 'list', ...words], json }) {
    const { takes, act } = oneOf(SNAPSHOT_VERBS, verb, ['snapshot']);
    atMost(takes, words);
    const [name = ''] = words;
    if (takes > 0 && name === '') throw new UsageError('Missing snapshot name', ['snapshot', 'list']);
    await act(folder, json, name);
    return 0;
  },
};

/** Commands that read their other words themselves. */
const SUBCOMMANDS: ReadonlySet<string> = new Set(['fault', 'snapshot']);

/** The package.json of the repository, and of the built package. */
const PACKAGES = ['../package.json', '../../package.json'];

function version(): string {
  for (const path of PACKAGES) {
    try {
      return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version;
    } catch {
      // One folder up.
    }
  }
  return 'unknown';
}

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [name, ...args] = positionals;
  if (values.help || values.version) {
    print(values.help ? HELP : version());
    return 0;
  }
  if (name === undefined) throw new UsageError('Missing command');
  const command = oneOf(COMMANDS, name);
  if (!SUBCOMMANDS.has(name)) atMost(0, args);
  return command({ folder: stateFolder(), args, json: values.json });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: NodeJS.ErrnoException) => {
    // Keep the first sentence: Node adds a hint about escaping a dash.
    const usage = error.code?.startsWith('ERR_PARSE_ARGS') ? new UsageError(error.message.split('. ')[0]!) : error;
    process.stderr.write(`${usage.message}\n${usage instanceof UsageError ? usage.help : ''}`);
    process.exitCode = usage instanceof UsageError ? 2 : 1;
  },
);
