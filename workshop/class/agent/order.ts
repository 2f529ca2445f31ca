import type { HubAddress } from '../wire.ts';

/** What an agent is told about its learner and its place, as a file. Paths are those that the agent sees. */
export interface AgentOrder {
  readonly name: string;
  readonly secret: string;
  /** `server`: a room of the class; the agent makes the home and runs Jupyter. `laptop`: the learner's own clone. */
  readonly where: 'server' | 'laptop';
  readonly hub: HubAddress;
  readonly clone: string;
  /** The learner's folder: RUNBOOK_HOME. */
  readonly home: string;
  /** The agent's own files. */
  readonly state: string;
  /** The saved states of drills' stages that the class shares. */
  readonly stages?: string;
  /** A Unix socket (a room), or a port of loopback (a laptop). */
  readonly listen: { readonly path: string } | { readonly port: number };
}

/** Where the learner's pages begin, on the hub and on a laptop. */
export const mountOf = (name: string): string => `/learners/${name}/`;
