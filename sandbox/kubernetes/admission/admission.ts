import type { NewObject } from '../object.ts';

/** The attributes of a request that admission plugins get. */
export interface AdmissionRequest {
  /** The plural name of the type: `pods`. */
  readonly resource: string;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly namespace?: string;
  /** Who asks; named in a refusal. */
  readonly user: string;
  readonly groups: readonly string[];
}

/** Looks at an object on its way into the store: returns it, or a changed copy, or throws a `StatusError` to refuse it. */
export type AdmissionPlugin = (object: NewObject, request: AdmissionRequest) => NewObject;
