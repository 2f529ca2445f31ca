import { generationOf, type MachineType } from './tpu.ts';

/** The first GKE version that offers the machine type in a cluster of the mode. */
export function leastVersion(machineType: MachineType, mode: 'standard' | 'autopilot'): string {
  return generationOf(machineType).leastVersion[mode];
}

/** The first vLLM with Run:ai's streamer on TPUs, by Google's announcement. */
export const STREAMER_VERSION = '0.18.0';

/** By the version in the tag; true for a tag without a version. */
export function hasStreamer(image: string): boolean {
  const version = /:v?(\d+\.\d+\.\d+)/.exec(image)?.[1];
  return version === undefined || compareVersions(version, STREAMER_VERSION) >= 0;
}

/**
 * Compare the numbers that both versions have: `1.33` equals any `1.33.x`.
 * @returns below 0 when `a` is older than `b`, 0 when equal, above 0 when newer
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
