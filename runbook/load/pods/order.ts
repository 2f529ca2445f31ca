import type { Given } from '../command/flags.ts';

/** What the pods of a load get in their variable LOAD. */
export interface Order {
  readonly given: Given;
  readonly pods: number;
  readonly model: string;
  /** The prefix of the variables that Kubernetes sets for the server's Service: VLLM_SERVICE for vllm-service. */
  readonly service: string;
}
