#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import leven from 'leven';
import { callControl } from './control/client.ts';
import { environment, exportLines, STOP_LINES } from './control/environment.ts';
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

  --json      print JSON
  --version   print the version

  SANDBOX_HOME      its folder (.sandbox)
  SANDBOX_SPEED     simulated seconds per second while no run sets the pace (60)
  SANDBOX_SCENARIO  a YAML file with seed, durations and faults
`;

/** A mistake on the command line. */
class UsageError extends Error {
  /** What is printed below the message: what to type next. */
  readonly help: string = 'npm run sandbox -- --help\n';
}

/** One about faults, of which the help tells nothing. */
class FaultMistake extends UsageError {
  override readonly help = 'npm run sandbox -- fault list\n';
}

interface Call {
  readonly folder: StateFolder;
  readonly args: readonly string[];
  readonly json: boolean;
}

type Command = (call: Call) => Promise<number>;

/** How far a misspelt word may be from the one that was meant (changed letters). */
const NEAR = 2;

/** @throws UsageError for a word that is none of these, with the nearest of them */
function oneOf<T>(table: Readonly<Record<string, T>>, word: string, what: string): T {
  if (Object.hasOwn(table, word)) return table[word]!;
  const [near] = Object.keys(table)
    .filter((known) => leven(known, word) <= NEAR)
    .sort((a, b) => leven(a, word) - leven(b, word));
  throw new UsageError(`Unknown ${what} ${word}${near ? `; did you mean ${near}?` : ''}`);
}

/** @throws UsageError when there are more words than a command takes */
function atMost(count: number, words: readonly string[]): void {
  if (words.length > count) throw new UsageError(`Unexpected argument ${JSON.stringify(words[count])}`);
}

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
    const { takes, act } = oneOf(FAULT_VERBS, verb, 'command fault');
    atMost(takes, words);
    const [name, ...params] = words;
    await start(folder);
    await act(folder, json, name, params);
    return 0;
  },
};

interface FaultVerb {
  /** At most so many words. */
  readonly takes: number;
  act(folder: StateFolder, json: boolean, name: string | undefined, params: readonly string[]): Promise<void>;
}

type Params = Readonly<Record<string, string | number>>;
interface FaultList {
  readonly active: readonly { readonly name: string; readonly params: Params }[];
  readonly catalogue: Readonly<Record<string, { readonly strikes: string; readonly params?: Params }>>;
}

/** A line for each fault, a star before those that are on, and the parameters that it takes or has. */
function faultLines({ active, catalogue }: FaultList): string[] {
  return Object.entries(catalogue).flatMap(([name, { strikes, params = {} }]) => {
    const on = active.find((fault) => fault.name === name);
    const parameters = Object.entries(params).map(([key, meaning]) => {
      const value = on?.params[key];
      return `      ${value === undefined ? key : `${key}=${value}`}: ${meaning}`;
    });
    return [`${on ? '*' : ' '} ${name.padEnd(24)}${strikes}`, ...parameters];
  });
}

/** @throws FaultMistake with the sandbox's own sentence */
async function askFaults(folder: StateFolder, method: string, name: string, body?: object) {
  const answer = await callControl(folder, method, `faults/${encodeURIComponent(name)}`, body);
  if (answer.status !== 200) throw new FaultMistake(answer.body.error.message);
  return answer.body;
}

const FAULT_VERBS: Readonly<Record<string, FaultVerb>> = {
  list: {
    takes: 0,
    async act(folder, json) {
      const { body } = await callControl(folder, 'GET', 'faults');
      show(json, body, faultLines(body).join('\n'));
    },
  },
  add: {
    takes: Number.POSITIVE_INFINITY,
    async act(folder, json, name, params) {
      if (name === undefined) throw new FaultMistake('Missing the name of a fault');
      const pairs = params.map((param) => {
        const pair = /^(\w+)=(.*)$/s.exec(param);
        if (!pair) throw new FaultMistake(`Invalid parameter ${param}: expected key=value`);
        return pair.slice(1);
      });
      const fault = await askFaults(folder, 'PUT', name, Object.fromEntries(pairs));
      show(json, fault, `Fault ${name} is on.`);
    },
  },
  clear: {
    takes: 1,
    async act(folder, json, name) {
      if (name === undefined) {
        const { body } = await callControl(folder, 'DELETE', 'faults');
        show(json, body, 'No fault is on.');
        return;
      }
      const answer = await askFaults(folder, 'DELETE', name);
      show(json, answer, `Fault ${name} ${answer.cleared.length > 0 ? 'is off' : 'was not on'}.`);
    },
  },
};

/** Of the repository; of the built package. */
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
  const command = oneOf(COMMANDS, name, 'command');
  if (name !== 'fault') atMost(0, args);
  return command({ folder: stateFolder(), args, json: values.json });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: NodeJS.ErrnoException) => {
    // Node's own sentence goes on with how to escape a dash.
    const usage = error.code?.startsWith('ERR_PARSE_ARGS') ? new UsageError(error.message.split('. ')[0]) : error;
    process.stderr.write(`${usage.message}\n${usage instanceof UsageError ? usage.help : ''}`);
    process.exitCode = usage instanceof UsageError ? 2 : 1;
  },
);
