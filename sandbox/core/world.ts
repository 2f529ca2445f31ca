import type { DurationName } from '../data/names.ts';
import type { GivenModels } from '../vllm/profiles/models.ts';
import type { Addresses } from './addresses.ts';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import type { Faults } from './faults.ts';
import type { StateFolder } from './folder.ts';

/** The objects that all services of one sandbox share. */
export interface World {
  readonly clock: Clock;
  readonly database: Database;
  /** Seed of everything random: use `Random.of(world.seed, label)`. */
  readonly seed: number;
  /** The one bearer token that every API accepts. */
  readonly token: string;
  readonly addresses: Addresses;
  readonly faults: Faults;
  /** How long things take, in simulated milliseconds; from `data/durations.yaml`. */
  readonly durations: Durations;
  /** Models beside the catalogue's, from the scenario. */
  readonly models?: GivenModels;
  /** Where the sandbox keeps what its containers may run. Without it, they run nothing. */
  readonly folder?: Pick<StateFolder, 'programs' | 'token'>;
  /** One line into the sandbox's own log file. */
  log(line: string): void;
}

/** Keys of `data/durations.yaml`; its values are durations such as `8m` there and milliseconds here. */
export type Durations = Readonly<Record<DurationName, number>>;
