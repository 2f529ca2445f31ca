import type { Call } from '../command.ts';
import { Refused, say } from '../tool.ts';
import { type Answer, ApiError, ask, type Request } from './api.ts';
import { table } from './table.ts';

/** The OAuth scopes of the nodes of every pool. */
export const OAUTH_SCOPES = [
  'devstorage.read_only',
  'logging.write',
  'monitoring',
  'service.management.readonly',
  'servicecontrol',
  'trace.append',
].map((scope) => `https://www.googleapis.com/auth/${scope}`);

export const READ_ONLY_PORT =
  'Note: The Kubelet readonly port (10255) is now deprecated. Please update your workloads to use the recommended alternatives. See https://cloud.google.com/kubernetes-engine/docs/how-to/disable-kubelet-readonly-port for ways to check usage and for migration instructions.';

/** Sends a command's request to the Container API. On a 404, gcloud searches the cluster in other locations. */
export async function askContainer(
  command: string,
  project: string,
  method: string,
  path: string,
  request?: Request,
): Promise<Answer> {
  try {
    return await ask('CONTAINER', method, path, request);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const refusal = `ERROR: (gcloud.${command}) ResponseError: code=${error.status}, message=${error.message}`;
    const [, name] = /\/clusters\/([^/]+)$/.exec(path) ?? [];
    if (error.status !== 404 || name === undefined) throw new Refused(refusal);
    const elsewhere = await ask('CONTAINER', 'GET', `v1/projects/${project}/locations/-/clusters`);
    const found = (elsewhere.clusters ?? []).find((one: { name: string }) => one.name === name);
    const hint = found
      ? `Could not find [${name}] in that location. Did you mean [${name}] in [${found.location}]?`
      : `No cluster named '${name}' in ${project}.`;
    throw new Refused(`${refusal}\n${hint}`);
  }
}

/** gcloud warns if the API is disabled. */
export async function warnIfOff(project: string): Promise<void> {
  const name = 'container.googleapis.com';
  const { state } = await ask('SERVICEUSAGE', 'GET', `v1/projects/${project}/services/${name}`);
  if (state !== 'ENABLED') say(`WARNING: Service ${name} is not enabled. This operation may not succeed.`);
}

/** gcloud's table of resources or operations in progress. */
export function ongoing(things: readonly Answer[]): string {
  return table(
    ['NAME', 'TYPE', 'LOCATION', 'TARGET', 'STATUS_MESSAGE', 'STATUS', 'START_TIME', 'END_TIME'],
    things.map(({ name, operationType, location, targetLink, statusMessage, status, startTime, endTime }) =>
      [name, operationType, location, targetLink?.split('/').at(-1), statusMessage, status, startTime, endTime].map(
        (cell) => cell ?? '',
      ),
    ),
  );
}

/** `--labels=KEY=VALUE,…` */
export function labelsOf(call: Call): Record<string, string> {
  const labels = call.value('labels')!.split(',');
  return Object.fromEntries(labels.map((label) => label.split('=')));
}
