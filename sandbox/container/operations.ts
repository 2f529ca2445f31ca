import type { Collection } from '../core/database.ts';
import { GoogleApiError } from '../core/google-error.ts';
import { Random } from '../core/random.ts';
import type { World } from '../core/world.ts';
import type { OperationFailure, OperationRecord } from './records.ts';

type Submission = Pick<OperationRecord, 'project' | 'location' | 'type' | 'cluster' | 'pool' | 'version' | 'endsAt'>;

/** Applies the operation's effect at its end. @returns the error message, undefined on success */
export type Finish = (
  operation: OperationRecord,
) => Promise<OperationFailure | undefined> | OperationFailure | undefined;

/** Long-running operations: records with the time at which they end, so that a restarted sandbox ends them on time. */
export class Operations {
  readonly #world: World;
  readonly #finish: Finish;
  readonly #operations: Collection<OperationRecord>;

  constructor(world: World, finish: Finish) {
    this.#world = world;
    this.#finish = finish;
    this.#operations = world.database.collection('container/operations');
  }

  resume(): void {
    for (const operation of this.#operations.values()) if (!operation.done) this.#await(operation);
  }

  submit(submission: Submission): OperationRecord {
    const now = this.#world.clock.now();
    const uuid = Random.of(this.#world.seed, `operation/${this.#operations.size}`).uuid();
    const operation = { ...submission, name: `operation-${Math.floor(now)}-${uuid}`, startedAt: now, done: false };
    this.#operations.put(operation.name, operation);
    this.#await(operation);
    return operation;
  }

  /** @throws GoogleApiError 404 */
  require(project: string, location: string, name: string): OperationRecord {
    const operation = this.#operations.get(name);
    if (operation?.project === project && operation.location === location) return operation;
    throw new GoogleApiError(404, `Not found: projects/${project}/locations/${location}/operations/${name}.`);
  }

  /** @param location every one, when left out */
  list(project: string, location?: string): OperationRecord[] {
    return [...this.#operations.values()].filter(
      (operation) => operation.project === project && (location === undefined || operation.location === location),
    );
  }

  /** @throws GoogleApiError 400 while another operation holds the cluster, or the pool */
  refuseWhileBusy(cluster: string, pool?: string): void {
    for (const operation of this.#operations.values()) {
      if (operation.done || operation.cluster !== cluster) continue;
      if (operation.pool !== undefined && pool !== undefined && operation.pool !== pool) continue;
      throw new GoogleApiError(400, `Cluster is running incompatible operation ${operation.name}.`, {
        status: 'FAILED_PRECONDITION',
      });
    }
  }

  #await(operation: OperationRecord): void {
    const { clock } = this.#world;
    clock.setTimeout(() => void this.#end(operation), operation.endsAt - clock.now());
  }

  async #end(operation: OperationRecord): Promise<void> {
    const failure = await this.#finish(operation);
    const endsAt = this.#world.clock.now();
    this.#operations.put(operation.name, { ...operation, endsAt, done: true, ...(failure && { failure }) });
  }
}
