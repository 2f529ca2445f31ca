import { FaultError, type FaultRegister } from '../core/fault-register.ts';
import { GoogleApiError } from '../core/google-error.ts';
import { type Route, route } from '../core/http.ts';
import { jsonBody } from '../core/json-body.ts';
import type { World } from '../core/world.ts';
import { DEFAULT_PROJECT, type Projects } from '../resource-manager/projects.ts';
import type { PaceLeases } from './leases.ts';

export interface Control {
  readonly world: World;
  readonly faults: FaultRegister;
  readonly projects: Projects;
  readonly leases: PaceLeases;
  readonly defaultVersion: string;
  /** Ends the process after the response is sent. */
  stop(): void;
}

/** The routes of the sandbox's control path; no Google API has them. */
export function routes({ world, faults, projects, leases, defaultVersion, stop }: Control): Route[] {
  return [
    route('GET', '/_sandbox/status', () => {
      const { projectId, projectNumber } = projects.register(DEFAULT_PROJECT)!;
      const { now, pace } = { now: world.clock.now(), pace: world.clock.pace };
      const body = { projectId, projectNumber, clusterVersion: defaultVersion, now, pace, speed: leases.speed };
      return { body: { ...body, pid: process.pid, faults: faults.list(), addresses: world.addresses.many } };
    }),
    route('PUT', '/_sandbox/projects/{project}', ({ params }) => {
      const project = projects.register(params.project!);
      if (!project) throw new GoogleApiError(400, `Invalid project ID ${params.project}`);
      return { body: { projectId: project.projectId, projectNumber: project.projectNumber } };
    }),
    route('GET', '/_sandbox/faults', () => ({ body: { active: faults.list(), catalogue: faults.catalogue } })),
    route('PUT', '/_sandbox/faults/{name}', (request) => {
      const params = readParams(jsonBody(request));
      return { body: refused(() => faults.add(request.params.name!, params)) };
    }),
    route('DELETE', '/_sandbox/faults/{name}', ({ params }) => ({
      body: { cleared: refused(() => faults.clear(params.name)) },
    })),
    route('DELETE', '/_sandbox/faults', () => ({ body: { cleared: faults.clear() } })),
    // The last line replaces the promised time: a restored sandbox goes on from exactly now.
    route('GET', '/_sandbox/state', () => ({
      headers: { 'content-type': 'application/jsonl' },
      body: `${world.database.lines()}${JSON.stringify(['clock', 'horizon', world.clock.now()])}\n`,
    })),
    route('POST', '/_sandbox/stop', () => {
      setImmediate(stop);
      return { body: {} };
    }),
  ];
}

/** @throws GoogleApiError 404 for an unknown fault or parameter, 400 for an invalid value */
function refused<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    throw new GoogleApiError(error.code === 'BAD_VALUE' ? 400 : 404, error.message);
  }
}

function readParams(body: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const params: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(body)) {
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new GoogleApiError(400, `Invalid value of parameter ${key}: expected a string or a number`);
    params[key] = value;
  }
  return params;
}
