import type { FaultName, FaultParameters } from '../data/names.ts';

/** An active fault. */
export interface ActiveFault {
  readonly name: FaultName;
  /** The parameters of the fault's catalogue entry: a zone, a probability, a duration in seconds, … */
  readonly params: Readonly<Partial<Record<FaultParameters[FaultName], string | number>>>;
}

/** Services query this wherever a fault of `data/faults.yaml` can strike. */
export interface Faults {
  /** The fault, if it is active and its parameters match `where`: `active('tpu-stockout', { zone })`. */
  active<Name extends FaultName>(name: Name, where?: Where<Name>): ActiveFault | undefined;
}

/** A place where a fault can strike, by the fault's parameters. */
export type Where<Name extends FaultName> = Readonly<Partial<Record<FaultParameters[Name], string>>>;
