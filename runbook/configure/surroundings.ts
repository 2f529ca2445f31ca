import { gcloud } from '../../lib/command/command.ts';
import type { MachineType } from '../../lib/config/index.ts';
import type { Caller } from '../../lib/google/api.ts';
import type { Target } from '../../lib/target/target.ts';
import { ownAddress } from './address.ts';
import { listed } from './listed.ts';
import { type Place, placesOf } from './places.ts';

/** What the questions ask of the target. Every answer is asked for once. */
export interface Surroundings {
  readonly target: Target;
  readonly signal: AbortSignal;
  /** The project of gcloud's configuration. */
  currentProject(): Promise<string | undefined>;
  /** The ids of the active projects that the account can see. */
  projects(): Promise<readonly string[]>;
  /** The zones that offer a machine type, with quota and prices. */
  places(project: string, machineType: MachineType): Promise<readonly Place[]>;
  /** The public address of this machine, if it can be found out. */
  address(): Promise<string | undefined>;
}

export function surroundings(
  target: Target,
  signal: AbortSignal,
  environment: NodeJS.ProcessEnv,
  log: Caller['log'],
): Surroundings {
  const answers = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    if (!answers.has(key)) answers.set(key, ask());
    return answers.get(key) as Promise<T>;
  };
  const as = (PROJECT_ID: string): Caller => ({ target, signal, config: { PROJECT_ID }, ...(log && { log }) });
  return {
    target,
    signal,
    currentProject: () => once('current', () => currentProject(target, signal, environment)),
    projects: () => once('projects', () => projectsFor(as(''))),
    places: (project, machineType) =>
      once(`places ${project} ${machineType}`, () => placesOf(machineType, as(project))),
    address: () => once('address', () => (target.kind === 'gke' ? ownAddress() : Promise.resolve(undefined))),
  };
}

async function currentProject(
  { environment: own, execute }: Target,
  signal: AbortSignal,
  { CLOUDSDK_CORE_PROJECT: given }: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const set = own.CLOUDSDK_CORE_PROJECT ?? given;
  if (set) return set;
  const { stdout } = await execute(gcloud`config get-value core/project`, signal);
  const project = stdout.trim();
  return project === '' || project === '(unset)' ? undefined : project;
}

interface Projects {
  readonly projects?: readonly { readonly projectId: string; readonly lifecycleState: string }[];
}

async function projectsFor(caller: Caller): Promise<readonly string[]> {
  const pages = await listed<Projects>(
    'CLOUDRESOURCEMANAGER',
    'v1/projects?filter=lifecycleState:ACTIVE&pageSize=500',
    caller,
  );
  return pages
    .flatMap(({ projects = [] }) => projects)
    .filter(({ lifecycleState }) => lifecycleState === 'ACTIVE')
    .map(({ projectId }) => projectId)
    .sort();
}
