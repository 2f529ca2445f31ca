import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where one sandbox keeps everything it writes. */
export interface StateFolder {
  readonly root: string;
  /** `{ url, pid }` of the process that serves; written when it answers. */
  readonly endpoint: string;
  readonly token: string;
  /** A service account key for Application Default Credentials. */
  readonly credentials: string;
  readonly journal: string;
  readonly log: string;
  /** Who owns the folder; `control/lock.ts`. */
  readonly owners: string;
  readonly gcloud: string;
  /** Programs that stand in for tools that are not installed. */
  readonly bin: string;
  readonly kubeconfig: string;
  readonly kubeCache: string;
}

/** `$SANDBOX_HOME`, or `.sandbox` where the command was typed. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): StateFolder {
  const root = resolve(env.SANDBOX_HOME || '.sandbox');
  return {
    root,
    endpoint: join(root, 'endpoint.json'),
    token: join(root, 'token'),
    credentials: join(root, 'credentials.json'),
    journal: join(root, 'journal'),
    log: join(root, 'sandbox.log'),
    owners: join(root, 'owners'),
    gcloud: join(root, 'gcloud'),
    bin: join(root, 'bin'),
    kubeconfig: join(root, 'kube', 'config'),
    kubeCache: join(root, 'kube', 'cache'),
  };
}

export function createFolder(folder: StateFolder): void {
  mkdirSync(folder.root, { recursive: true, mode: 0o700 });
  for (const path of [folder.gcloud, folder.kubeCache]) mkdirSync(path, { recursive: true });
}
