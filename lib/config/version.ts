import { generationOf, type MachineType } from './tpu.ts';

/** The first GKE version that has the machine type in a cluster of the mode. */
export function leastVersion(machineType: MachineType, mode: 'standard' | 'autopilot'): string {
  return generationOf(machineType).leastVersion[mode];
}

/** The first vLLM with Run:ai's streamer on TPUs: Google's announcement of it. */
export const STREAMER_VERSION = '0.18.0';

/** As far as the tag tells: of one without a version nothing is known that speaks against it. */
export function hasStreamer(image: string): boolean {
  const version = /:v?(\d+\.\d+\.\d+)/.exec(image)?.[1];
  return version === undefined || compareVersions(version, STREAMER_VERSION) >= 0;
}

/**
 * Compare two versions by their numbers, as far as both go: `1.33` is as new as any `1.33.x`.
 * @returns below, at or above 0, as `a` is older than, as new as or newer than `b`
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let place = 0; place < Math.min(left.length, right.length); place++) {
    if (left[place] !== right[place]) return left[place]! - right[place]!;
  }
  return 0;
}

function numbers(version: string): readonly number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}
