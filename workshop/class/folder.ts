import { join, resolve } from 'node:path';
import { writtenFolder } from '../../lib/config/folders.ts';

/** The files of a class. */
export interface ClassFolder {
  readonly root: string;
  /** Learners and secrets (mode 600, always written whole). */
  readonly file: string;
  readonly sheet: string;
  /** The agent's built program, and the script that restarts what ended. */
  readonly agent: string;
  readonly keeper: string;
  readonly hub: { readonly record: string; readonly log: string; readonly sockets: string };
  /** What the hub remembers of each learner: steps, scores. */
  readonly scores: string;
  /** The homes of learners who were reset. */
  readonly removed: string;
  /** The faults that a sandbox knows. */
  readonly faults: string;
  /** The saved states of drills' stages, which every room can read. */
  readonly stages: string;
  learner(name: string): LearnerFolder;
}

/** The files of one learner. Only `home` and `socket` are the learner's; the host opens nothing inside `home`. */
export interface LearnerFolder {
  readonly root: string;
  readonly home: string;
  /** Where the agent listens. */
  readonly socket: string;
  /** What the agent is told: name, secret, paths. */
  readonly order: string;
  readonly users: string;
  readonly groups: string;
  readonly record: string;
  readonly log: string;
}

/** $WORKSHOP_HOME, or `.workshop` beside `.runbook`. */
export function classFolder({ WORKSHOP_HOME }: NodeJS.ProcessEnv = process.env): ClassFolder {
  return folderAt(WORKSHOP_HOME ? resolve(WORKSHOP_HOME) : writtenFolder('.workshop'));
}

export function folderAt(root: string): ClassFolder {
  const at = (...path: string[]): string => join(root, ...path);
  return {
    root,
    file: at('class.json'),
    sheet: at('sheet.html'),
    agent: at('agent.mjs'),
    keeper: at('keeper.sh'),
    hub: { record: at('hub.pid'), log: at('hub.log'), sockets: at('hub') },
    scores: at('scores'),
    removed: at('removed'),
    faults: at('faults.json'),
    stages: at('stages'),
    learner: (name) => {
      const own = (file: string): string => at('learners', name, file);
      return {
        root: at('learners', name),
        home: own('home'),
        socket: own('socket'),
        order: own('order.json'),
        users: own('passwd'),
        groups: own('group'),
        record: own('room.pid'),
        log: own('room.log'),
      };
    },
  };
}
