import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The files of one sandbox. */
export interface StateFolder {
  readonly root: string;
  /** `{ url, pid }` of the process that serves; written when it answers. */
  readonly endpoint: string;
  readonly token: string;
  /** A service account key for Application Default Credentials. */
  readonly credentials: string;
  /** What gcloud trusts in place of the certification authorities of the internet; `elsewhere/`. */
  readonly authority: string;
  readonly journal: string;
  /** States that were saved by name; `control/snapshots.ts`. */
  readonly snapshots: string;
  /** Programs that containers may run, by the digest of their text; `kubernetes/workloads/program.ts`. */
  readonly programs: string;
  readonly log: string;
  /** Who owns the folder; `control/lock.ts`. */
  readonly owners: string;
  readonly gcloud: string;
  /** Programs that stand in for tools that are not installed. */
  readonly bin: string;
  /** The kubectl of the clusters' version; `control/kubectl.ts`. */
  readonly kubectl: string;
  readonly kubeconfig: string;
  readonly kubeCache: string;
}

/** In a clone, the clone's folder. In the package, a folder in the working directory. */
const DEFAULT =
  extname(import.meta.url) === '.ts' ? fileURLToPath(new URL('../../.sandbox', import.meta.url)) : '.sandbox';

/** `$SANDBOX_HOME`, or `.sandbox` in `$RUNBOOK_HOME`, or else in the project. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): StateFolder {
  const root = resolve(env.SANDBOX_HOME || (env.RUNBOOK_HOME ? join(env.RUNBOOK_HOME, '.sandbox') : DEFAULT));
  return {
    root,
    endpoint: join(root, 'endpoint.json'),
    token: join(root, 'token'),
    credentials: join(root, 'credentials.json'),
    authority: join(root, 'authority.pem'),
    journal: join(root, 'journal'),
    snapshots: join(root, 'snapshots'),
    programs: join(root, 'programs'),
    log: join(root, 'sandbox.log'),
    owners: join(root, 'owners'),
    gcloud: join(root, 'gcloud'),
    bin: join(root, 'bin'),
    kubectl: join(root, 'kubectl'),
    kubeconfig: join(root, 'kube', 'config'),
    kubeCache: join(root, 'kube', 'cache'),
  };
}

export function createFolder(folder: StateFolder): void {
  for (const path of [folder.root, folder.gcloud, folder.kubeCache]) makeFolder(path);
}

/** Creates the folder and its parents with mode 0700. Node's `recursive` loops forever in /proc and its like. */
export function makeFolder(path: string): void {
  const parent = dirname(path);
  if (parent !== path && !existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}
