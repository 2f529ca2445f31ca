import type { Collection, Database } from './database.ts';
import type { ActiveFault, Faults } from './faults.ts';

/** One entry of `data/faults.yaml`. */
export interface FaultEntry {
  /** Where it strikes. */
  readonly strikes: string;
  /** Its parameters, each with its meaning. */
  readonly params?: Readonly<Record<string, string>>;
  /** The text that a learner sees. */
  readonly seen: string;
  /** What the runbook makes of it, where the text alone does not tell. */
  readonly runbook?: string;
}

export type FaultCatalogue = Readonly<Record<string, FaultEntry>>;

export class UnknownFault extends Error {
  readonly code = 'UNKNOWN_FAULT';
}

/** The faults that are switched on; they survive a restart. */
export class FaultRegister implements Faults {
  readonly catalogue: FaultCatalogue;
  readonly #active: Collection<ActiveFault>;
  readonly #listeners: ((fault: ActiveFault) => void)[] = [];

  constructor(catalogue: FaultCatalogue, database: Database) {
    this.catalogue = catalogue;
    this.#active = database.collection('faults');
  }

  active(name: string, where: Readonly<Record<string, string>> = {}): ActiveFault | undefined {
    const fault = this.#active.get(name);
    const elsewhere = Object.entries(where).some(([key, value]) => (fault?.params[key] ?? value) !== value);
    return elsewhere ? undefined : fault;
  }

  list(): ActiveFault[] {
    return [...this.#active.values()];
  }

  /** @throws UnknownFault when the catalogue has no such fault or parameter */
  add(name: string, params: ActiveFault['params']): ActiveFault {
    const entry = Object.hasOwn(this.catalogue, name) ? this.catalogue[name] : undefined;
    if (!entry) throw new UnknownFault(`There is no fault named ${name}`);
    for (const key of Object.keys(params)) {
      if (!Object.hasOwn(entry.params ?? {}, key)) throw new UnknownFault(`The fault ${name} has no parameter ${key}`);
    }
    const fault = { name, params };
    this.#active.put(name, fault);
    for (const listener of this.#listeners) listener(fault);
    return fault;
  }

  /** For faults that are an event: called when one is switched on, not again after a restart. */
  onAdd(listener: (fault: ActiveFault) => void): void {
    this.#listeners.push(listener);
  }

  /** @param name every fault, when left out */
  clear(name?: string): void {
    for (const key of name === undefined ? [...this.#active.keys()] : [name]) this.#active.delete(key);
  }
}
