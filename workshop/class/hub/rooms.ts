import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClassFile, Learner } from '../class-file.ts';
import type { ClassFolder } from '../folder.ts';
import { keep, kept, release } from '../keeper.ts';
import { makeRoom } from '../room/room.ts';
import { AGENT, answers } from '../room/socket.ts';

/** Real ms. */
const LOOK = 1_000;
const END = 10_000;

/** Rooms that start at the same time: more would only make each of them slower. */
const AT_ONCE = 2;
/** After this long the next room starts, even if the agent is silent (real ms). */
const PATIENCE = 20_000;

export interface Keeping {
  content(): ClassFile;
  /** Whether a learner's agent has spoken. */
  isThere(learner: Learner): boolean;
  /** Whether a learner uses a laptop, and needs no room. */
  isAway(learner: Learner): boolean;
}

/** Keeps the learners' rooms: starts those that are missing, whoever ended them. */
export class Rooms {
  readonly #folder: ClassFolder;
  readonly #starting = new Map<string, number>();
  readonly #held = new Set<string>();

  readonly #onStart: (name: string) => void;

  /** @param onStart a room starts: what its agent said before no longer holds */
  constructor(folder: ClassFolder, onStart: (name: string) => void = () => undefined) {
    this.#folder = folder;
    this.#onStart = onStart;
  }

  isKept = (name: string): boolean => kept(this.#folder.learner(name).record) !== undefined;

  async keepAll({ content, isThere, isAway }: Keeping, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const [name, at] of this.#starting) {
        const learner = content().learners.find((one) => one.name === name);
        if (!learner || isThere(learner) || performance.now() - at > PATIENCE) this.#starting.delete(name);
      }
      for (const learner of content().learners) {
        if (isAway(learner)) await this.end(learner.name);
        else if (this.#starting.size < AT_ONCE) await this.ensure(learner, content());
      }
      await delay(LOOK, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Starts a learner's room, unless it is kept. */
  async ensure(learner: Learner, { isolation }: ClassFile): Promise<void> {
    const { name } = learner;
    if (this.#held.has(name) || this.#starting.has(name) || this.isKept(name)) return;
    this.#starting.set(name, performance.now());
    this.#onStart(name);
    await keep(await makeRoom(learner, this.#folder, isolation));
  }

  /** Ends a learner's room, and sets what the learner did aside. @returns the folder with the old home */
  async reset({ name }: Learner): Promise<string> {
    const own = this.#folder.learner(name);
    this.#held.add(name);
    try {
      await this.end(name);
      const aside = join(this.#folder.removed, `${name}-${new Date().toISOString().replace(/[:.]/g, '-')}`);
      mkdirSync(this.#folder.removed, { recursive: true, mode: 0o700 });
      // A room that was never started has nothing.
      if (existsSync(own.root)) renameSync(own.root, aside);
      return aside;
    } finally {
      this.#held.delete(name);
      this.#starting.delete(name);
    }
  }

  async end(name: string): Promise<void> {
    const { record, socket } = this.#folder.learner(name);
    if (!release(record)) return;
    const deadline = performance.now() + END;
    // Without isolation, the agent outlives its keeper until it has stopped the sandbox and Jupyter.
    const goesOn = async (): Promise<boolean> => kept(record) !== undefined || (await answers(join(socket, AGENT)));
    while ((await goesOn()) && performance.now() < deadline) await delay(LOOK / 10);
    release(record, 'SIGKILL');
  }
}
