import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { Order } from '../orders.ts';
import { Faults } from './faults.ts';
import { makeHome } from './home.ts';
import { Jupyter } from './jupyter.ts';
import { HubLink } from './link.ts';
import { LivePage, type Message } from './live-page.ts';
import type { AgentOrder } from './order.ts';
import { SandboxKeeper } from './sandbox.ts';
import { agentServer } from './server.ts';
import { copyStages } from './stages.ts';

/** How often the agent looks whether what restarts it is still there (real ms). */
const LOOK = 2_000;

/** How often the agent looks for saved states of the class (real ms). */
const STAGES = 10_000;

/** A learner's agent. Whatever ends it, its keeper starts it again; the sandbox and Jupyter go on meanwhile. */
async function main(file: string): Promise<void> {
  const order = JSON.parse(readFileSync(file, 'utf8')) as AgentOrder;
  const ending = new AbortController();
  mkdirSync(order.state, { recursive: true, mode: 0o700 });
  process.chdir(order.home);
  if (order.where === 'server') makeHome(order);
  const sandbox = new SandboxKeeper(order);
  const jupyter = new Jupyter(order, sandbox);
  const page = new LivePage(order, sandbox);
  const faults = new Faults(sandbox);
  const messages: Message[] = [];
  const server = agentServer({ order, page, jupyter, messages });
  if ('path' in order.listen) await replace(order.listen.path);
  server.listen('path' in order.listen ? order.listen : { ...order.listen, host: '127.0.0.1' });
  const handle = async (one: Order): Promise<void> => {
    if (one.kind === 'message') {
      const message = { text: one.text, at: one.at };
      messages.unshift(message);
      if (order.where === 'laptop') console.log(`Your instructor says: ${one.text}`);
      return page.announce(message);
    }
    await faults.carryOut(one);
  };
  const link = new HubLink(order, { state: () => ({ sandbox: sandbox.state, ...faults.state }), handle });
  const { stages } = order;
  if (stages !== undefined) setInterval(() => copyStages(stages, order.home), STAGES).unref();
  const keeper = process.ppid;
  setInterval(() => process.ppid !== keeper && ending.abort(), LOOK).unref();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      // A laptop's sandbox is the learner's own.
      if (order.where === 'laptop') return ending.abort();
      jupyter.stop();
      void sandbox.stop().finally(() => ending.abort());
    });
  }
  await Promise.all([sandbox.keep(ending.signal), link.keep(ending.signal)]);
  page.close();
  process.exit();
}

/** Makes way for a new socket. @throws Error while another agent answers at the old one */
async function replace(path: string): Promise<void> {
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect({ path }, () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
  if (answers) throw new Error('Another agent of this learner is running');
  rmSync(path, { force: true });
}

await main(process.argv[2]!);
