/** The first GKE versions with TPU v6e: cloud.google.com/kubernetes-engine/docs/concepts/plan-tpus, and tpus-autopilot. */
export const LEAST_VERSION = { standard: '1.31.2-gke.1115000', autopilot: '1.32.3-gke.1927000' } as const;

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
