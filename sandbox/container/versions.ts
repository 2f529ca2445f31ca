import { loadData } from '../core/data.ts';
import { GoogleApiError } from '../core/google-error.ts';

interface VersionData {
  readonly default: string;
  readonly valid: readonly string[];
  readonly channels: Readonly<Record<string, string>>;
}

/** Compares versions such as `1.33.5-gke.1080000`, the oldest first. */
export const byAge = new Intl.Collator('en', { numeric: true }).compare;

/** The GKE versions on offer; `data/versions.yaml`. */
export class Versions {
  readonly #data = loadData<VersionData>('versions');

  get default(): string {
    return this.#data.default;
  }

  /**
   * Resolves `--cluster-version`: a full version, a prefix such as `1.33`, `latest`, or empty.
   * @throws GoogleApiError 400
   */
  resolve(asked: string | undefined): string {
    if (asked === undefined || asked === '' || asked === '-') return this.default;
    if (asked === 'latest') return this.#data.valid[0]!;
    if (this.#data.valid.includes(asked)) return asked;
    if (asked.includes('-gke.')) throw new GoogleApiError(400, `Master version "${asked}" is unsupported.`);
    const newest = this.#data.valid.find(
      (version) => version.startsWith(`${asked}.`) || version.startsWith(`${asked}-`),
    );
    if (!newest) throw new GoogleApiError(400, `No valid versions with the prefix "${asked}" found.`);
    return newest;
  }

  serverConfig() {
    const { valid, channels } = this.#data;
    return {
      defaultClusterVersion: this.default,
      defaultImageType: 'COS_CONTAINERD',
      validImageTypes: ['COS_CONTAINERD', 'UBUNTU_CONTAINERD'],
      validMasterVersions: valid,
      validNodeVersions: valid,
      channels: Object.entries(channels).map(([channel, version]) => ({
        channel,
        defaultVersion: version,
        upgradeTargetVersion: version,
        validVersions: valid,
      })),
    };
  }
}
