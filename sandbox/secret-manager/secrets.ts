import type { Collection } from '../core/database.ts';
import { GoogleApiError } from '../core/google-error.ts';
import type { World } from '../core/world.ts';
import type { Project } from '../resource-manager/projects.ts';

export type State = 'ENABLED' | 'DISABLED' | 'DESTROYED';

export interface Payload {
  /** Base64. */
  readonly data: string;
  /** As the client gave it. */
  readonly dataCrc32c?: string;
}

export interface Version {
  readonly number: number;
  readonly createTime: string;
  readonly state: State;
  /** A destroyed version has none. */
  readonly payload?: Payload;
}

export interface Secret {
  readonly id: string;
  readonly createTime: string;
  readonly replication: unknown;
  readonly versions: readonly Version[];
}

/** The secrets of all projects, with their values. */
export class Secrets {
  readonly #world: World;
  readonly #secrets: Collection<Secret>;

  constructor(world: World) {
    this.#world = world;
    this.#secrets = world.database.collection('secretManager/secrets');
  }

  list({ projectId }: Project): Secret[] {
    return [...this.#secrets.entries()].flatMap(([key, secret]) => (key.startsWith(`${projectId}/`) ? [secret] : []));
  }

  /** @throws GoogleApiError 409 */
  create({ projectId, projectNumber }: Project, id: string, replication: unknown): Secret {
    if (this.#secrets.get(`${projectId}/${id}`))
      throw new GoogleApiError(409, `Secret [projects/${projectNumber}/secrets/${id}] already exists.`);
    return this.#put(projectId, { id, createTime: this.#now(), replication, versions: [] });
  }

  /** @throws GoogleApiError 404 */
  find({ projectId, projectNumber }: Project, id: string): Secret {
    const secret = this.#secrets.get(`${projectId}/${id}`);
    if (secret) return secret;
    throw missing(projectNumber, id);
  }

  delete(project: Project, id: string): void {
    this.find(project, id);
    this.#secrets.delete(`${project.projectId}/${id}`);
  }

  add(project: Project, id: string, payload: Payload): Version {
    const secret = this.find(project, id);
    const number = secret.versions.length + 1;
    const version: Version = { number, createTime: this.#now(), state: 'ENABLED', payload };
    this.#put(project.projectId, { ...secret, versions: [...secret.versions, version] });
    return version;
  }

  /** @param name a number, or `latest`: the newest version, whatever its state. @throws GoogleApiError 404 */
  version(project: Project, id: string, name: string): Version {
    const { versions } = this.find(project, id);
    const version = name === 'latest' ? versions.at(-1) : versions.find(({ number }) => String(number) === name);
    if (version) return version;
    const { projectNumber } = project;
    if (versions.length === 0) throw missing(projectNumber, id);
    throw new GoogleApiError(
      404,
      `Secret Version [projects/${projectNumber}/secrets/${id}/versions/${name}] not found.`,
    );
  }

  /** @throws GoogleApiError 400 for a version that is destroyed */
  change(project: Project, id: string, name: string, state: State): Version {
    const { payload, ...version } = refuse(['DESTROYED'], this.version(project, id, name), project, id);
    const changed: Version = { ...version, state, ...(state !== 'DESTROYED' && payload && { payload }) };
    const secret = this.find(project, id);
    const versions = secret.versions.map((one) => (one.number === version.number ? changed : one));
    this.#put(project.projectId, { ...secret, versions });
    return changed;
  }

  /** A version with its value. @throws GoogleApiError 400 for one that is disabled or destroyed */
  access(project: Project, id: string, name: string): Version {
    return refuse(['DISABLED', 'DESTROYED'], this.version(project, id, name), project, id);
  }

  #put(projectId: string, secret: Secret): Secret {
    this.#secrets.put(`${projectId}/${secret.id}`, secret);
    return secret;
  }

  #now(): string {
    return new Date(this.#world.clock.now()).toISOString();
  }
}

/** The text: https://github.com/external-secrets/external-secrets/issues/4042 */
function refuse(states: readonly State[], version: Version, { projectNumber }: Project, id: string): Version {
  const { state, number } = version;
  if (!states.includes(state)) return version;
  const name = `projects/${projectNumber}/secrets/${id}/versions/${number}`;
  throw new GoogleApiError(400, `Secret Version [${name}] is in ${state} state.`, { status: 'FAILED_PRECONDITION' });
}

const missing = (projectNumber: string, id: string): GoogleApiError =>
  new GoogleApiError(404, `Secret [projects/${projectNumber}/secrets/${id}] not found or has no versions.`);
