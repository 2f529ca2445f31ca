import type { Collection } from '../core/database.ts';
import { hash } from '../core/random.ts';
import type { World } from '../core/world.ts';

export interface Project {
  readonly projectId: string;
  readonly projectNumber: string;
  /** RFC 3339. */
  readonly createTime: string;
}

export const DEFAULT_PROJECT = 'vllm-tpu-sandbox';

/** 6 to 30 characters: https://cloud.google.com/resource-manager/docs/creating-managing-projects */
const PROJECT_ID = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

/** The projects that the sandbox knows: its own, and those that a run made known. */
export class Projects {
  readonly #world: World;
  readonly #projects: Collection<Project>;

  constructor(world: World) {
    this.#world = world;
    this.#projects = world.database.collection('projects');
    this.register(DEFAULT_PROJECT);
  }

  /** Makes a project known; an id always gets the same number. @returns undefined for an id that no project can have */
  register(projectId: string): Project | undefined {
    if (!PROJECT_ID.test(projectId)) return undefined;
    const known = this.#projects.get(projectId);
    if (known) return known;
    const createTime = new Date(this.#world.clock.now()).toISOString();
    const project = { projectId, projectNumber: numberOf(projectId), createTime };
    this.#projects.put(projectId, project);
    return project;
  }

  /** @param name the project's id or number */
  find(name: string): Project | undefined {
    return this.#projects.get(name) ?? [...this.#projects.values()].find(({ projectNumber }) => projectNumber === name);
  }

  list(): Project[] {
    return [...this.#projects.values()];
  }
}

/** Twelve digits, as Google's are. */
function numberOf(projectId: string): string {
  return String(100_000_000_000 + hash(projectId) * 100 + (hash(`${projectId}#`) % 100));
}
