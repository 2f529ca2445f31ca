import { parseArgs } from 'node:util';
import { callControl } from './control/client.ts';
import { environment, exportLines } from './control/environment.ts';
import { type Running, reset, running, start, stop } from './control/process.ts';
import { standIns } from './control/stand-ins.ts';
import { type StateFolder, stateFolder } from './core/folder.ts';

const HELP = `The embedded Google Cloud.

  npm run sandbox -- start            start it, unless it runs
  npm run sandbox -- stop             stop it; its state stays
  npm run sandbox -- status           whether it runs, and its time
  npm run sandbox -- reset            stop it and forget its state
  npm run -s sandbox -- env           the export lines that point gcloud and kubectl at it
  npm run sandbox -- fault list       the faults there are, and those that are on
  npm run sandbox -- fault add NAME [key=value …]
  npm run sandbox -- fault clear [NAME]

  --json   print JSON

  SANDBOX_HOME      its folder (.sandbox)
  SANDBOX_SPEED     simulated seconds per second while no run sets the pace (60)
  SANDBOX_SCENARIO  a YAML file with seed, durations and faults
`;

/** A mistake on the command line. */
class UsageError extends Error {}

interface Call {
  readonly folder: StateFolder;
  readonly args: readonly string[];
  readonly json: boolean;
}

type Command = (call: Call) => Promise<number>;

const print = (text: string): void => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
const show = (json: boolean, value: unknown, text: string): void => print(json ? JSON.stringify(value) : text);

/** The environment of gcloud and kubectl, and which of them the sandbox's own small ones stand in for. */
async function surroundings(folder: StateFolder, { url, status }: Running) {
  const { tools, path } = await standIns(folder);
  return { standIns: tools, env: { ...environment(url, folder, status), ...(tools.length > 0 && { PATH: path }) } };
}

const COMMANDS: Readonly<Record<string, Command>> = {
  async start({ folder, json }) {
    const sandbox = await start(folder);
    const { url, pid, started } = sandbox;
    const text = `The sandbox ${started ? 'runs' : 'was already running'} at ${url} (pid ${pid}).`;
    show(json, { url, pid, started, ...(await surroundings(folder, sandbox)) }, text);
    return 0;
  },
  async stop({ folder, json }) {
    const stopped = await stop(folder);
    const text = stopped ? 'The sandbox is stopped; its state is kept.' : 'The sandbox was not running.';
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
    const faults = status.faults.length > 0 ? `, faults: ${status.faults.map(({ name }) => name).join(', ')}` : '';
    const text = `The sandbox runs at ${url} (pid ${pid}), its time is ${new Date(status.now).toISOString()}, pace ${status.pace}${faults}.`;
    show(json, { running: true, url, pid, ...status }, text);
    return 0;
  },
  async reset({ folder, json }) {
    await reset(folder);
    show(json, { reset: true }, 'The sandbox is stopped and its state is forgotten.');
    return 0;
  },
  async env({ folder, json }) {
    const { env: values } = await surroundings(folder, await start(folder));
    show(json, values, exportLines(values));
    return 0;
  },
  async fault({ folder, args: [verb = 'list', name, ...params], json }) {
    const act = Object.hasOwn(FAULT_VERBS, verb) ? FAULT_VERBS[verb] : undefined;
    if (!act) throw new UsageError(`There is no fault ${verb}`);
    await start(folder);
    await act(folder, json, name, params);
    return 0;
  },
};

type FaultVerb = (folder: StateFolder, json: boolean, name: string | undefined, params: string[]) => Promise<void>;

const FAULT_VERBS: Readonly<Record<string, FaultVerb>> = {
  async list(folder, json) {
    const { body } = await callControl(folder, 'GET', 'faults');
    const on = new Set((body.active as { name: string }[]).map(({ name }) => name));
    const catalogue = Object.entries(body.catalogue as Record<string, { strikes: string }>);
    const lines = catalogue.map(([name, { strikes }]) => `${on.has(name) ? '*' : ' '} ${name.padEnd(24)}${strikes}`);
    show(json, body, lines.join('\n'));
  },
  async add(folder, _json, name, params) {
    if (name === undefined) throw new UsageError('fault add needs a name');
    const pairs = params.map((param) => /^(\w+)=(.*)$/s.exec(param)?.slice(1) ?? []);
    if (pairs.some((pair) => pair.length === 0)) throw new UsageError('Parameters are key=value');
    const { status, body } = await callControl(
      folder,
      'PUT',
      `faults/${encodeURIComponent(name)}`,
      Object.fromEntries(pairs),
    );
    if (status !== 200) throw new UsageError(body.error.message);
    print(`The fault ${name} is on.`);
  },
  async clear(folder, _json, name) {
    await callControl(folder, 'DELETE', name === undefined ? 'faults' : `faults/${encodeURIComponent(name)}`);
    print(name === undefined ? 'No fault is on.' : `The fault ${name} is off.`);
  },
};

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    allowPositionals: true,
  });
  const [name, ...args] = positionals;
  if (values.help) {
    print(HELP);
    return 0;
  }
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(name === undefined ? 'Which command?' : `There is no command ${name}`);
  return command({ folder: stateFolder(), args, json: values.json });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: NodeJS.ErrnoException) => {
    const usage = error instanceof UsageError || error.code?.startsWith('ERR_PARSE_ARGS');
    process.stderr.write(`${error.message}\n${usage ? `\n${HELP}` : ''}`);
    process.exitCode = usage ? 2 : 1;
  },
);
