import { EventEmitter } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../../lib/config/folders.ts';
import type { ClassFile, Learner } from '../class-file.ts';
import type { ClassFolder } from '../folder.ts';
import { type LearnerRow, type Memory, progressOf, rowOf } from './row.ts';
import { readSeen } from './seen.ts';
import { stepIds } from './steps.ts';

/** What the hub knows of each learner. It is on the disk too, for the export and for a hub that was killed. */
export class Memories {
  readonly changes = new EventEmitter().setMaxListeners(0);
  readonly #folder: ClassFolder;
  readonly #steps = stepIds();
  readonly #memories = new Map<string, Memory>();

  constructor(folder: ClassFolder) {
    this.#folder = folder;
  }

  of({ name }: Pick<Learner, 'name'>): Memory {
    const known = this.#memories.get(name) ?? this.#read(name);
    this.#memories.set(name, known);
    return known;
  }

  /** An agent's report. */
  async report(learner: Learner, body: unknown, now = new Date()): Promise<void> {
    const before = this.of(learner);
    const seen = readSeen(body, this.#steps);
    const at = now.toISOString();
    const moved = before.seen === undefined || progressOf(before.seen) !== progressOf(seen);
    const memory = { seen, since: moved ? at : before.since, lastSeen: at };
    this.#memories.set(learner.name, memory);
    this.changes.emit('change');
    if (JSON.stringify(seen) !== JSON.stringify(before.seen))
      await writeWhole(this.#file(learner.name), JSON.stringify(memory));
  }

  /** A learner's room starts: nothing in it runs until its agent reports. */
  starting(name: string): void {
    const { seen, ...rest } = this.of({ name });
    if (seen) this.#memories.set(name, { ...rest, seen: { ...seen, sandbox: 'starting' } });
    this.changes.emit('change');
  }

  forget(name: string): void {
    this.#memories.delete(name);
    rmSync(this.#file(name), { force: true });
    this.changes.emit('change');
  }

  rows(
    { learners, startedAt }: Pick<ClassFile, 'learners' | 'startedAt'>,
    isKept: (name: string) => boolean,
  ): LearnerRow[] {
    const [of, now] = [this.#steps.length, Date.now()];
    return learners.map((one) => rowOf(one, this.of(one), { kept: isKept(one.name), of, startedAt, now }));
  }

  #file(name: string): string {
    return join(this.#folder.scores, `${name}.json`);
  }

  #read(name: string): Memory {
    try {
      return JSON.parse(readFileSync(this.#file(name), 'utf8')) as Memory;
    } catch {
      const at = new Date().toISOString();
      return { since: at, lastSeen: at };
    }
  }
}
