import { loadData } from '../core/data.ts';

export interface MachineType {
  readonly cpus: number;
  /** MiB. */
  readonly memory: number;
  readonly tpu?: { readonly family: string; readonly chips: number; readonly topology: string };
}

interface LocationData {
  readonly regions: Readonly<Record<string, readonly string[]>>;
  readonly machineTypes: Readonly<Record<string, MachineType>>;
  readonly tpuZones: Readonly<Record<string, readonly string[]>>;
  readonly tpuQuota: Readonly<Record<string, number>>;
  readonly preemptibleTpuQuota: Readonly<Record<string, number>>;
}

/** Regions, zones and the machine types that they offer; `data/zones.yaml`. */
export class Locations {
  readonly #data: LocationData;

  constructor(data: LocationData = loadData('zones')) {
    this.#data = data;
  }

  regions(): string[] {
    return Object.keys(this.#data.regions);
  }

  /** The zones of a region, or of all; a zone is its own only zone. Empty for a location that does not exist. */
  zones(location?: string): string[] {
    if (location === undefined) return this.regions().flatMap((region) => this.zones(region));
    if (Object.hasOwn(this.#data.regions, location)) {
      return this.#data.regions[location]!.map((letter) => `${location}-${letter}`);
    }
    return this.zones(regionOf(location)).includes(location) ? [location] : [];
  }

  machineType(name: string): MachineType | undefined {
    return Object.hasOwn(this.#data.machineTypes, name) ? this.#data.machineTypes[name] : undefined;
  }

  /** The machine types that a zone offers, by name. */
  machineTypes(zone: string): [string, MachineType][] {
    return Object.entries(this.#data.machineTypes).filter(([name]) => this.offers(zone, name));
  }

  offers(zone: string, machineType: string): boolean {
    const machine = this.machineType(machineType);
    return machine !== undefined && (!machine.tpu || this.#data.tpuZones[machine.tpu.family]!.includes(zone));
  }

  tpuFamilies(): string[] {
    return Object.keys(this.#data.tpuQuota);
  }

  /** How many chips of a family a project may have in a region. */
  tpuQuota(family: string, spot: boolean): number {
    return this.#data[spot ? 'preemptibleTpuQuota' : 'tpuQuota'][family] ?? 0;
  }
}

/** `us-east5` of `us-east5-b`, and of itself. */
export function regionOf(location: string): string {
  return location.replace(/-[a-z]$/, '');
}
