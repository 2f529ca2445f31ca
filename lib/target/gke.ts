import { existsSync } from 'node:fs';
import { gcloud } from '../command/command.ts';
import { refusalOf } from '../command/refusal.ts';
import { makeFolder, runFolder, sharedFolder } from '../config/folders.ts';
import type { Config } from '../config/index.ts';
import { explained, refused, seen } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { callsWith } from './calls.ts';
import { childrenOnGoogleCloud } from './children.ts';
import { wallClock } from './clock.ts';
import type { Target } from './target.ts';
import { KeptToken } from './token.ts';

/** gcloud looks for its login below HOME. */
function withoutHome({ HOME, CLOUDSDK_CONFIG }: NodeJS.ProcessEnv): readonly string[] {
  if (CLOUDSDK_CONFIG) return [];
  if (!HOME) return ['HOME is not set'];
  return existsSync(HOME) ? [] : [`HOME names no folder: ${HOME}`];
}

/** Google Cloud, with a separate kubeconfig per run. */
export async function gkeTarget(config: Config, environment: NodeJS.ProcessEnv): Promise<Target> {
  const { PROJECT_ID: projectId } = config;
  const cache = sharedFolder(projectId, 'kube-cache');
  await makeFolder(cache);
  await makeFolder(runFolder(config));
  return googleCloud(environment, `, project ${projectId} (REAL: this is billed)`, {
    CLOUDSDK_CORE_PROJECT: projectId,
    // gcloud writes the file in place: parallel runs would read partial files.
    KUBECONFIG: runFolder(config, 'kubeconfig'),
    KUBECACHEDIR: cache,
  });
}

/** Google Cloud before a project is chosen. Writes no file. */
export function unconfiguredGke(environment: NodeJS.ProcessEnv): Target {
  return googleCloud(environment, '', {});
}

function googleCloud(environment: NodeJS.ProcessEnv, where: string, own: Readonly<Record<string, string>>): Target {
  const environmentOfChildren: Record<string, string> = {
    ...childrenOnGoogleCloud(environment),
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_CORE_DISABLE_FILE_LOGGING: '1',
    ...own,
  };
  const calls = callsWith(environmentOfChildren);
  // Now: gcloud makes the folder.
  const home = withoutHome(environment);
  const token = new KeptToken(async (signal) => {
    const command = gcloud`auth print-access-token`;
    const execution = await calls.execute(command, signal);
    const { stdout, stderr, exitCode } = execution;
    if (exitCode === 0) return stdout.trim();
    const refusal = refusalOf(command, execution);
    const error = new RunbookError('TARGET_UNREACHABLE', 'gcloud gives no access token', {
      cause: refusal,
      evidence: stderr.split('\n').filter((line) => line.trim() !== ''),
      remedy: 'gcloud auth login',
    });
    throw explained(error, [...refused(refusal), ...seen('client', home)]);
  });
  return {
    kind: 'gke',
    description: `Google Cloud${where}`,
    environment: environmentOfChildren,
    clock: wallClock,
    ...calls,
    apiUrl: undefined,
    fetch: token.renewing(calls.fetch),
    accessToken: (signal) => token.get(signal),
    setActivity: async () => undefined,
    lost: () => undefined,
    startedHere: false,
    close: async () => undefined,
  };
}
