import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { type Desk, type Outcome, openDesk } from './desk.ts';
import { normal } from './normal.ts';
import { cleanupOf, commandsOf, type Issued, questionsOf, undoingOf } from './runbook-commands.ts';

/** Nothing takes time that a command does not take itself. */
const IMMEDIATE = Object.fromEntries(
  ['clusterCreate', 'nodePoolCreate', 'clusterDelete', 'nodePoolDelete', 'nodeDelete', 'podTermination'].map((name) => [
    name,
    '0s',
  ]),
);
const TOKEN = 'hf_contractToken';

const config = (environment: Record<string, string>) =>
  loadConfig({ environment: { HF_TOKEN: TOKEN, PROJECT_NUMBER: '123456789012', ...environment }, target: 'sandbox' });
const first = config({});
/** The same things again, from other variables: what is there is patched, or refused. */
const second = config({
  CLUSTER_MODE: 'autopilot',
  IAM_SCOPE: 'project',
  HPA_TARGET: '50',
  MAX_REPLICAS: '3',
  MODEL: 'meta-llama/Llama-3.1-8B',
  XLA_CACHE: 'off',
});

let real: Desk;
let own: Desk;

beforeAll(async () => {
  const options = { durations: IMMEDIATE };
  [real, own] = await Promise.all([openDesk('real', options), openDesk('own', options)]);
});
afterAll(async () => {
  await Promise.all([real?.close(), own?.close()]);
});

async function both({ command, file: written }: Issued): Promise<readonly [Outcome, Outcome]> {
  const file = await written?.();
  const run = async (desk: Desk): Promise<Outcome> => {
    if (file) await desk.write(...file);
    if (command.args.join(' ').startsWith('storage rm')) await fill(desk);
    return desk.run(command);
  };
  return Promise.all([run(real), run(own)]);
}

/** Objects to remove. */
async function fill({ workstation }: Desk): Promise<void> {
  const path = `/upload/storage/v1/b/${first.GSBUCKET}/o?uploadType=media`;
  for (const name of ['a.txt', 'folder/b c.txt']) {
    await workstation.call('POST', `${path}&name=${encodeURIComponent(name)}`, { name });
  }
}

async function compare(issued: Issued): Promise<void> {
  const [theirs, ours] = await both(issued);
  expect(normal(ours.requests), ours.stderr).toEqual(normal(theirs.requests));
  expect({ code: ours.code }, ours.stderr).toEqual({ code: theirs.code });
  if (SAYS_WHAT_IT_DID.test(issued.line)) expect(ours.stdout).toBe(theirs.stdout);
  if (issued.line.includes('get-credentials')) {
    const [{ contexts, users }, expected] = await Promise.all([own.kubeconfig(), real.kubeconfig()]);
    expect({ contexts, users }).toEqual({ contexts: expected.contexts, users: expected.users });
  }
}

const titled = (all: readonly Issued[]): [string, Issued][] => all.map((issued) => [issued.line, issued]);

/** What it prints depends on nothing but what it did. */
const SAYS_WHAT_IT_DID = /kubectl (apply|create|label|annotate|delete|scale) /;
/** A command that was compared once is compared again only where it meets other things than before. */
const MEETS_OTHERS = /^kubectl (apply|create)|^printf|buckets create/;
const [steps, undoing] = [commandsOf(first), undoingOf(first)];
const without = (all: readonly Issued[], others: readonly Issued[]): readonly Issued[] =>
  all.filter(({ line }) => MEETS_OTHERS.test(line) || !others.some((other) => other.line === line));

describe.each([
  ['the steps', steps],
  ['the questions of the steps', questionsOf(first)],
  ['the steps again, with other variables', without(commandsOf(second), steps)],
  ['what takes the steps back', [...without(cleanupOf(first), [...steps, ...undoing]), ...undoing]],
])('ours asks what the real one asks, and ends as it ends: %s', (_, commands) => {
  it.each(titled(commands))('%s', (_, issued) => compare(issued));
});
