import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ClassState } from '../../page/instructor/class-state.ts';
import { createInstructorPage, type InstructorPage } from '../../page/instructor/page.ts';
import type { Text } from '../../text.ts';
import type { ClassFile, Learner } from '../class-file.ts';
import type { ClassFolder } from '../folder.ts';
import { notice } from '../notice.ts';
import { keptFaults } from './faults.ts';
import { askAgent } from './look.ts';
import { Orders } from './orders.ts';
import { AgentProxy } from './proxy.ts';
import { Rooms } from './rooms.ts';
import { Memories } from './state.ts';

/** The mount point of the instructor's page. */
export const INSTRUCTOR = '/instructor/';

const ON_LAPTOP: Text = {
  en: 'You work on your laptop: open the address that `join` printed there.',
  zh: '你在用自己的电脑：请打开 `join` 在那里打印的地址。',
};
const STARTING: Text = {
  en: 'Your sandbox is starting. This page loads again by itself.',
  zh: '你的沙盒正在启动。页面会自动刷新。',
};

/** How long a laptop that is silent still counts as the learner's place (real ms). */
const AWAY = 45_000;

/** What the hub does for those who may enter. */
export class Desk {
  readonly orders: Orders;
  readonly rooms: Rooms;
  readonly #folder: ClassFolder;
  readonly #memories: Memories;
  readonly #proxy: AgentProxy;
  readonly #instructor: InstructorPage;
  readonly content: () => ClassFile;

  constructor(folder: ClassFolder, content: () => ClassFile) {
    this.#folder = folder;
    this.content = content;
    this.orders = new Orders(folder);
    this.#memories = new Memories(folder);
    this.rooms = new Rooms(folder, (name) => this.#memories.starting(name));
    this.#proxy = new AgentProxy(folder);
    this.#instructor = createInstructorPage({
      state: () => this.state(),
      subscribe: (changed) => {
        this.#memories.changes.on('change', changed);
        return () => this.#memories.changes.off('change', changed);
      },
      broadcast: async (order) => void (await this.orders.send(order)),
      reset: (name) => this.reset(name),
      faults: keptFaults(folder),
      look: (name) => this.#look(name),
    });
  }

  state(): ClassState {
    const content = this.content();
    return {
      startedAt: content.startedAt,
      learners: this.#memories.rows(content, this.rooms.isKept),
      messages: this.orders.messages,
    };
  }

  async report(learner: Learner, body: unknown): Promise<void> {
    const isServer = (body as { readonly where?: unknown } | null)?.where !== 'laptop';
    if (isServer && this.isAway(learner)) return;
    await this.#memories.report(learner, body);
  }

  isThere = (learner: Learner): boolean =>
    Date.now() - Date.parse(this.#memories.of(learner).lastSeen) < AWAY &&
    this.#memories.of(learner).seen !== undefined;

  isAway = (learner: Learner): boolean => this.isThere(learner) && this.#memories.of(learner).seen?.where === 'laptop';

  async learner(learner: Learner, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.isAway(learner)) return notice(request, response, { status: 503, text: ON_LAPTOP });
    await this.rooms.ensure(learner, this.content());
    await this.#proxy.request(learner.name, request, response).catch((error: Error) => {
      if (response.headersSent) throw error;
      notice(request, response, { status: 503, text: STARTING, again: 2 });
    });
  }

  upgrade(learner: Learner, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    return this.#proxy.upgrade(learner.name, request, socket, head);
  }

  instructor(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.url = (request.url ?? '/').slice(INSTRUCTOR.length - 1);
    return this.#instructor.handle(request, response);
  }

  /** What a learner's live page shows. @throws Error where there is none */
  async #look(name: string): Promise<unknown> {
    const learner = this.content().learners.find((one) => one.name === name);
    if (!learner) throw new Error(`No learner ${name}`);
    if (this.isAway(learner)) throw new Error(`${name} works on a laptop, whose live page is not shown here`);
    return askAgent(this.#folder, name, 'page/api/moment');
  }

  /** @throws Error for an unknown name */
  async reset(name: string): Promise<void> {
    const learner = this.content().learners.find((one) => one.name === name);
    if (!learner) throw new Error(`No learner ${name}`);
    if (this.isAway(learner)) throw new Error(`${name} works on a laptop; there: npm run sandbox -- reset`);
    await this.rooms.reset(learner);
    this.#memories.forget(name);
  }

  close(): void {
    this.orders.close();
    void this.#instructor.close();
  }
}
