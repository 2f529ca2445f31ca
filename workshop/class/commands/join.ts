import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder, writtenFolder } from '../../../lib/config/folders.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { type Flags, readFlags, usage } from '../../../lib/runner/flags.ts';
import type { AgentOrder } from '../agent/order.ts';
import { readLink } from '../link.ts';
import { listening, mustBeFree } from '../listening.ts';
import { buildAgent } from '../program.ts';
import { trusted } from '../trusted.ts';
import { call, type HubAddress } from '../wire.ts';

const FLAGS = { port: { type: 'string' } } as const satisfies Flags;

/** The laptop's own page, when nothing else was asked for. */
const PORT = '8610';

export async function run(args: readonly string[]): Promise<number> {
  const words: string[] = [];
  const flags = readFlags(FLAGS, args, words);
  const [text, extra] = words;
  if (text === undefined) throw usage('URL is missing: the link that your instructor gave you');
  if (extra !== undefined) throw usage(`Unexpected argument ${JSON.stringify(extra)}`);
  const { url, secret, fingerprint } = readLink(text);
  const hub = await trusted(url, fingerprint);
  const name = await nameAt(hub, secret);
  const place = listening('127.0.0.1', flags.port ?? PORT);
  await mustBeFree(place, "npm run workshop -- join 'URL'");
  const { port } = place;
  const folder = await mkdtemp(join(tmpdir(), 'workshop-'));
  const home = writtenFolder();
  const order: AgentOrder = {
    ...{ name, secret, where: 'laptop', hub, home, clone: projectFolder() },
    state: writtenFolder('.runbook', 'workshop'),
    listen: { port },
  };
  const [agent, file] = [join(folder, 'agent.mjs'), join(folder, 'order.json')];
  try {
    await buildAgent(agent);
    await writeFile(file, JSON.stringify(order), { mode: 0o600 });
    console.log(
      `You are ${name}. Your instructor sees your steps and scores, and can send messages and faults to your sandbox.`,
    );
    console.log(`Your page: http://127.0.0.1:${port}/join/${secret}\nCtrl-C leaves the class; your sandbox stays.`);
    return await ended(spawn(process.execPath, [agent, file], { stdio: 'inherit' }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws RunbookError TARGET_UNREACHABLE, USAGE for a link that the class does not know */
async function nameAt(hub: HubAddress, secret: string): Promise<string> {
  const answer = await call(hub, { path: '/agent/name', secret }).catch((cause: Error) => {
    const where = 'url' in hub ? hub.url : '';
    throw new RunbookError('TARGET_UNREACHABLE', `The class at ${where} does not answer: ${cause.message}`, {
      cause,
      remedy: `Ask your instructor for the address, then try: curl -k ${where}`,
    });
  });
  if (answer.status === 200) return (answer.body as { readonly name: string }).name;
  throw usage('The class does not know this link; ask your instructor for yours');
}

function ended(child: ReturnType<typeof spawn>): Promise<number> {
  // Ctrl-C reaches the agent too, which ends by itself.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
