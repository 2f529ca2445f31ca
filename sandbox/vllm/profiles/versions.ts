import { profile } from './data.ts';

/** A vLLM version as numbers that compare. */
export type Version = readonly [major: number, minor: number, patch: number];

export type Feature =
  | 'jax'
  | 'structuredErrors'
  | 'processPrefix'
  | 'engineCoreShort'
  | 'largePages'
  | 'banner'
  | 'unknownVariables'
  | 'v1Removed'
  | 'asyncScheduling'
  | 'runaiStreamer'
  | 'utilization92'
  | 'fingerprint'
  | 'tokenIds'
  | 'kvTransferParams';

interface Images {
  readonly default: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly since: Readonly<Record<Feature, string>>;
}

export function parseVersion(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  return [major, minor, patch];
}

export function isAtLeast(version: Version, other: Version): boolean {
  for (let i = 0; i < 3; i++) if (version[i] !== other[i]) return version[i]! > other[i]!;
  return true;
}

export class VllmVersion {
  readonly text: string;
  /** A nightly build: newer than its version. */
  readonly nightly: boolean;
  readonly #version: Version;
  readonly #features: ReadonlySet<string>;

  constructor(text: string, { nightly = false }: { readonly nightly?: boolean } = {}) {
    this.text = text;
    this.nightly = nightly;
    this.#version = parseVersion(text);
    const { since } = profile<Images>('images');
    this.#features = new Set(Object.keys(since).filter((feature) => this.since(since[feature as Feature])));
  }

  has(feature: Feature): boolean {
    return this.#features.has(feature);
  }

  since(version: string): boolean {
    return isAtLeast(this.#version, parseVersion(version));
  }
}

/** The version inside an image: by its tag (`v0.27.0`, `latest`, `nightly-…`, a commit), or the default's for an unknown one. */
export function versionOfImage(image: string): VllmVersion {
  const { tags, default: pinned } = profile<Images>('images');
  const tag = /:([\w.-]+)(?:@.*)?$/.exec(image)?.[1] ?? 'latest';
  const known = Object.entries(tags).find(([name]) => tag === name || (name.length > 7 && tag.startsWith(name)));
  const release = /^v?(\d+\.\d+\.\d+)/.exec(tag)?.[1];
  const nightly = tag.startsWith('nightly');
  return new VllmVersion(known?.[1] ?? release ?? (nightly ? tags.nightly! : pinned.slice(1)), { nightly });
}
