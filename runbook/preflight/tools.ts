import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { no, type Question, unknown, yes } from '../../lib/checks/index.ts';
import { gcloud, kubectl } from '../../lib/command/command.ts';
import { compareVersions } from '../../lib/config/index.ts';
import type { Session } from '../../lib/session/session.ts';

/** The oldest tested versions. Older versions may work. */
const TRIED = { gcloud: '528.0.0' } as const;

const INSTALL = {
  gcloud: 'https://cloud.google.com/sdk/docs/install',
  kubectl: 'gcloud components install kubectl',
  plugin: 'gcloud components install gke-gcloud-auth-plugin',
  update: 'gcloud components update',
} as const;

/** kubectl supports control planes that are one minor version older or newer. */
const SKEW = 1;

export const tools: readonly Question[] = [
  {
    id: 'gcloud',
    about: 'gcloud',
    ask: async (session) => {
      const versions = await json<Record<string, string>>(session, gcloud`version --format=json`);
      const version = versions?.['Google Cloud SDK'];
      if (version === undefined) return no('gcloud version returned no version', INSTALL.gcloud);
      if (compareVersions(version, TRIED.gcloud) >= 0) return yes(version);
      return unknown(`${version} is older than ${TRIED.gcloud}, the oldest tested version`, INSTALL.update);
    },
  },
  {
    id: 'kubectl',
    about: 'kubectl',
    ask: async (session) => {
      const answer = await json<{ clientVersion: { gitVersion: string } }>(session, kubectl`version --client -o json`);
      const version = answer?.clientVersion.gitVersion;
      if (version === undefined) return no('kubectl version returned no version', INSTALL.kubectl);
      const { CLUSTER_VERSION } = session.config;
      // An alias names no version.
      const skew = /^\d/.test(CLUSTER_VERSION) ? Math.abs(minor(version) - minor(CLUSTER_VERSION)) : 0;
      if (skew <= SKEW) return yes(version);
      return unknown(
        `${version} and cluster version ${CLUSTER_VERSION} differ by ${skew} minor versions`,
        INSTALL.update,
      );
    },
  },
  {
    id: 'auth-plugin',
    about: 'gke-gcloud-auth-plugin',
    ask: async ({ target }) => {
      const path = await onPath('gke-gcloud-auth-plugin', target.environment.PATH ?? '');
      if (path !== undefined) return yes(path);
      const missing = 'not found on PATH; kubectl needs it to log in to GKE';
      return target.kind === 'gke' ? no(missing, INSTALL.plugin) : unknown(missing, INSTALL.plugin);
    },
  },
];

async function json<T>(session: Session, command: ReturnType<typeof gcloud>): Promise<T | undefined> {
  const { exitCode, stdout } = await session.ask(command);
  return exitCode === 0 ? (JSON.parse(stdout) as T) : undefined;
}

function minor(version: string): number {
  return Number(version.match(/\d+/g)?.[1]);
}

async function onPath(program: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, program);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}
