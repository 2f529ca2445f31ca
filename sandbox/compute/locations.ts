import { loadData } from '../core/data.ts';
import { type MachineType, machineTypes } from '../core/machine-types.ts';
import { tpuFamilies } from '../core/tpus.ts';

/** `data/zones.yaml`. */
interface ZoneData {
  readonly regions: Readonly<Record<string, readonly string[]>>;
}

/** Regions, zones and the machine types that they offer. */
export class Locations {
  readonly #zones = loadData<ZoneData>('zones');

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
    return machineTypes.get(name);
  }

  /** The machine types that a zone offers, by name. */
  machineTypes(zone: string): [string, MachineType][] {
    return [...machineTypes].filter(([name]) => this.offers(zone, name));
  }

  offers(zone: string, machineType: string): boolean {
    const machine = machineTypes.get(machineType);
    if (!machine) return false;
    return !machine.tpu || tpuFamilies.get(machine.family)!.zones.includes(zone);
  }
}

/** `us-east5` of `us-east5-b`, and of itself. */
export function regionOf(location: string): string {
  return location.replace(/-[a-z]$/, '');
}
