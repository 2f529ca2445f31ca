import type { StateFolder } from '../core/folder.ts';
import { nearest } from '../core/nearest.ts';
import { callControl } from './client.ts';
import { FaultMistake, show } from './command-line.ts';

interface FaultVerb {
  /** The largest number of words that the verb takes. */
  readonly takes: number;
  act(folder: StateFolder, json: boolean, name: string | undefined, params: readonly string[]): Promise<void>;
}

type Params = Readonly<Record<string, string | number>>;
interface FaultList {
  readonly active: readonly { readonly name: string; readonly params: Params }[];
  readonly catalogue: Readonly<Record<string, { readonly strikes: string; readonly params?: Params }>>;
}

/** One line per fault, `*` before the active ones, then a line per parameter with its value or its meaning. */
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

/** @throws FaultMistake with the message of the sandbox's API */
async function askFaults(folder: StateFolder, method: string, name: string, body?: Readonly<Record<string, string>>) {
  const answer = await callControl(folder, method, `faults/${encodeURIComponent(name)}`, body);
  if (answer.status === 200) return answer.body;
  const { catalogue } = (await callControl(folder, 'GET', 'faults')).body as FaultList;
  const verb = method === 'PUT' ? 'add' : 'clear';
  throw new FaultMistake(answer.body.error.message, corrected(verb, name, Object.entries(body ?? {}), catalogue));
}

/** The command with the known names that the given ones probably stand for; undefined if that changes nothing. */
function corrected(
  verb: string,
  name: string,
  params: readonly (readonly [string, string])[],
  catalogue: FaultList['catalogue'],
): string[] | undefined {
  const fault = nearest(name, Object.keys(catalogue));
  if (fault === undefined) return undefined;
  const known = Object.keys(catalogue[fault]?.params ?? {});
  const pairs = params.map(([key, value]) => `${nearest(key, known) ?? key}=${value}`);
  const same = fault === name && pairs.every((pair, index) => pair.startsWith(`${params[index]![0]}=`));
  return same ? undefined : ['fault', verb, fault, ...pairs];
}

/** `fault list`, `fault add` and `fault clear`. */
export const FAULT_VERBS: Readonly<Record<string, FaultVerb>> = {
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
      if (name === undefined) throw new FaultMistake('Missing fault name');
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
