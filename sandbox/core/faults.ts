/** A fault that is switched on. */
export interface ActiveFault {
  readonly name: string;
  /** What the fault's catalogue entry takes: a zone, a probability, a duration in ms, … */
  readonly params: Readonly<Record<string, string | number>>;
}

/** What services ask at the points where a fault can strike. The catalogue of names is `data/faults.yaml`. */
export interface Faults {
  /** The fault, if it is on and every given parameter that it restricts matches: `active('tpu-stockout', { zone })`. */
  active(name: string, where?: Readonly<Record<string, string>>): ActiveFault | undefined;
}
