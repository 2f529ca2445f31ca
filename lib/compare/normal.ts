import { stripVTControlCharacters } from 'node:util';

/**
 * What differs between two runs of the same world, and the text that stands for it. In this order. Two texts say the
 * same if nothing but these parts differs.
 */
const VARYING: readonly (readonly [of: RegExp, by: string])[] = [
  // Placeholders are numbered by their first appearance.
  [/<([A-Z_]+)-\d+>/g, '<$1>'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '<TIME>'],
  // The names that GKE makes: gke-vllm-tpu-pool-1a2b3c4d-x7k2.
  [/-[0-9a-f]{8}-(?:[a-z0-9]{4}|grp)(?![a-z0-9])/g, '-*-*'],
  // Those of Kubernetes have no vowels: vllm-tpu-7d9f8b6c5-x2x4z, stage-weights-0-mclkz.
  [/-[bcdf-hj-np-tv-xz2456789]{6,10}-[bcdf-hj-np-tv-xz2456789]{5}(?![a-z0-9])/g, '-*-*'],
  [/-(?=\w*\d)[bcdf-hj-np-tv-xz2456789]{8,10}(?![a-z0-9-])/g, '-*'],
  [/-(?!https)[bcdf-hj-np-tv-xz2456789]{5}(?![a-z0-9-])/g, '-*'],
  [/\b(?:\d+(?:\.\d+)?(?:ms|us|ns|[smhdy]))+\b/g, '#'],
  [/[-+]?\b\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi, '#'],
  // A value in a table of kubectl that is a number later.
  [/<unknown>/g, '#'],
  [/\.{2,}/g, '…'],
  [/\s+/g, ' '],
];

/** The text without what differs between two runs: times, numbers, made names. */
export function normal(text: string): string {
  return VARYING.reduce((rest, [of, by]) => rest.replace(of, by), stripVTControlCharacters(text)).trim();
}
