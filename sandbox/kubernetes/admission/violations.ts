import type { NewObject } from '../object.ts';
import type { PodSpec } from './pod-plugin.ts';

/** What a constraint of GKE Warden has against a pod, in Warden's words; nothing when it keeps it. */
export type Constraint = (spec: PodSpec, object: NewObject) => readonly string[];

/** By the constraints' names. */
export type Constraints = Readonly<Record<string, Constraint>>;
