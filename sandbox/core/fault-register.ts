import type { FaultName } from '../data/names.ts';
import type { Collection, Database } from './database.ts';
import { complaint } from './fault-parameters.ts';
import type { ActiveFault, Faults, Where } from './faults.ts';
import { nearest } from './nearest.ts';

/** One entry of `data/faults.yaml`. */
export interface FaultEntry {
  /** Where it strikes. */
  readonly strikes: string;
  /** The meaning of each parameter. */
  readonly params?: Readonly<Record<string, string>>;
  /** The message that a learner sees. */
  readonly seen: string;
  /** Where the message is from, if the code that emits it does not say so. */
  readonly source?: string;
  /** The runbook's reaction, where `seen` does not determine it. */
  readonly runbook?: string;
}

export type FaultCatalogue = Readonly<Record<FaultName, FaultEntry>>;

/** Parameters as the user gave them. */
type Given = Readonly<Record<string, string | number>>;

/** An unknown fault, an unknown parameter or an invalid value. */
export class FaultError extends Error {
  readonly code: 'UNKNOWN_FAULT' | 'UNKNOWN_PARAMETER' | 'BAD_VALUE';

  constructor(code: FaultError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** @returns what happens once the fault is active. @throws FaultError if it cannot happen; the fault stays off */
export type FaultListener = (fault: ActiveFault) => (() => void) | undefined;

/** The active faults; they survive a restart. */
export class FaultRegister implements Faults {
  readonly catalogue: FaultCatalogue;
  readonly #active: Collection<ActiveFault>;
  readonly #listeners: FaultListener[] = [];

  constructor(catalogue: FaultCatalogue, database: Database) {
    this.catalogue = catalogue;
    this.#active = database.collection('faults');
  }

  active<Name extends FaultName>(name: Name, where?: Where<Name>): ActiveFault | undefined {
    const fault = this.#active.get(name);
    const params: Partial<Given> = fault?.params ?? {};
    const elsewhere = Object.entries(where ?? {}).some(([key, value]) => (params[key] ?? value) !== value);
    return elsewhere ? undefined : fault;
  }

  list(): ActiveFault[] {
    return [...this.#active.values()];
  }

  /** @throws FaultError for an unknown fault, an unknown parameter or an invalid value */
  add(name: string, params: Given): ActiveFault {
    this.#require(name);
    const known = Object.keys(this.catalogue[name].params ?? {});
    for (const [key, value] of Object.entries(params)) {
      if (!known.includes(key)) {
        const takes = known.length === 0 ? 'takes no parameters' : `takes ${known.join(', ')}`;
        const meant = nearest(key, known);
        const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
        throw new FaultError('UNKNOWN_PARAMETER', `Unknown parameter ${key}: fault ${name} ${takes}.${hint}`);
      }
      const wrong = complaint(name, key, value);
      if (wrong !== undefined) throw new FaultError('BAD_VALUE', wrong);
    }
    const fault = { name, params };
    const events = this.#listeners.map((listener) => listener(fault));
    this.#active.put(name, fault);
    for (const event of events) event?.();
    return fault;
  }

  /** For faults that are events: calls the listener when a fault is switched on, not after a restart. */
  onAdd(listener: FaultListener): void {
    this.#listeners.push(listener);
  }

  /**
   * @param name default: every fault
   * @returns the names of the faults that were active
   * @throws FaultError for an unknown fault
   */
  clear(name?: string): string[] {
    if (name !== undefined) this.#require(name);
    const names = name === undefined ? [...this.#active.keys()] : [name];
    return names.filter((key) => this.#active.delete(key));
  }

  #require(name: string): asserts name is FaultName {
    if (Object.hasOwn(this.catalogue, name)) return;
    const meant = nearest(name, Object.keys(this.catalogue));
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    throw new FaultError('UNKNOWN_FAULT', `Unknown fault ${name}.${hint}`);
  }
}
