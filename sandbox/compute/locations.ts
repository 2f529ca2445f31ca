import { loadData } from '../core/data.ts';

/** A row of `data/machines.yaml`. */
export interface MachineType {
  readonly family: string;
  readonly vcpu: number;
  readonly memoryGb: number;
  /** The only type of boot disk that it takes; any, when left out. */
  readonly bootDisk?: string;
  readonly tpu?: { readonly chips: number; readonly accelerator: string; readonly topology: string };
}

/** `data/zones.yaml`; TPU families are in upper case there, as quotas name them. */
interface ZoneData {
  readonly regions: Readonly<Record<string, readonly string[]>>;
  readonly tpuZones: Readonly<Record<string, readonly string[]>>;
  readonly tpuQuota: Readonly<Record<string, number>>;
  readonly preemptibleTpuQuota: Readonly<Record<string, number>>;
}

/** Regions, zones and the machine types that they offer. */
export class Locations {
  readonly #zones = loadData<ZoneData>('zones');
  readonly #machines = new Map(Object.entries(loadData<Record<string, MachineType>>('machines')));

  regions(): string[] {
    return Object.keys(this.#zones.regions);
  }

  /** The zones of a region, or of all; a zone is its own only zone. Empty for a location that does not exist. */
  zones(location?: string): string[] {
    if (location === undefined) return this.regions().flatMap((region) => this.zones(region));
    if (Object.hasOwn(this.#zones.regions, location)) {
      return this.#zones.regions[location]!.map((letter) => `${location}-${letter}`);
    }
    const region = regionOf(location);
    return region !== location && this.zones(region).includes(location) ? [location] : [];
  }

  machineType(name: string): MachineType | undefined {
    return this.#machines.get(name);
  }

  /** The machine types that a zone offers, by name. */
  machineTypes(zone: string): [string, MachineType][] {
    return [...this.#machines].filter(([name]) => this.offers(zone, name));
  }

  offers(zone: string, machineType: string): boolean {
    const machine = this.#machines.get(machineType);
    if (!machine) return false;
    return !machine.tpu || (this.#zones.tpuZones[machine.family.toUpperCase()] ?? []).includes(zone);
  }

  /** As quotas name them: `CT6E`. */
  tpuFamilies(): string[] {
    return Object.keys(this.#zones.tpuQuota);
  }

  /** How many chips of a family a project may have in a region. */
  tpuQuota(family: string, spot: boolean): number {
    return this.#zones[spot ? 'preemptibleTpuQuota' : 'tpuQuota'][family] ?? 0;
  }
}

/** `us-east5` of `us-east5-b`, and of itself. */
export function regionOf(location: string): string {
  return location.replace(/-[a-z]$/, '');
}
