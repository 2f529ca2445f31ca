import type { Collection } from '../core/database.ts';
import type { World } from '../core/world.ts';

/** Machines that Compute Engine keeps free for a project in a zone. */
export interface Reservation {
  readonly project: string;
  readonly zone: string;
  readonly name: string;
  readonly machineType: string;
  readonly count: number;
  readonly createdAt: number;
}

export class Reservations {
  readonly #all: Collection<Reservation>;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.#all = world.database.collection('compute/reservations');
  }

  get({ project, zone, name }: Pick<Reservation, 'project' | 'zone' | 'name'>): Reservation | undefined {
    return this.#all.get(`${project}/${zone}/${name}`);
  }

  list(project: string, zone: string): Reservation[] {
    return [...this.#all.values()].filter((each) => each.project === project && each.zone === zone);
  }

  put(reservation: Omit<Reservation, 'createdAt'>): void {
    const { project, zone, name } = reservation;
    this.#all.put(`${project}/${zone}/${name}`, { ...reservation, createdAt: this.#world.clock.now() });
  }

  /** @returns whether there was one */
  delete({ project, zone, name }: Pick<Reservation, 'project' | 'zone' | 'name'>): boolean {
    return this.#all.delete(`${project}/${zone}/${name}`);
  }
}
