import type { FaultName, FaultParameters } from '../data/names.ts';

/** A fault that is switched on. */
export interface ActiveFault {
  readonly name: FaultName;
  /** What the fault's catalogue entry takes: a zone, a probability, a duration in seconds, … */
  readonly params: Readonly<Partial<Record<FaultParameters[FaultName], string | number>>>;
}

/** What services ask at the points where a fault can strike. The names are those of `data/faults.yaml`. */
export interface Faults {
  /** The fault, if it is on and every given parameter that it restricts matches: `active('tpu-stockout', { zone })`. */
  active<Name extends FaultName>(name: Name, where?: Where<Name>): ActiveFault | undefined;
}

/** Where a fault would strike, by its parameters. */
export type Where<Name extends FaultName> = Readonly<Partial<Record<FaultParameters[Name], string>>>;
