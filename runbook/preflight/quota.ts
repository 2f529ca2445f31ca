import type { Config, TpuQuota } from '../../lib/config/index.ts';
import { type Caller, lookGoogle } from '../../lib/google/api.ts';

interface QuotaInfo {
  readonly dimensionsInfos?: readonly {
    readonly dimensions?: Readonly<Record<string, string>>;
    readonly details?: { readonly value?: string };
  }[];
}

/** The limits of a quota, or the API's reason for not telling them. */
export interface Limits {
  /** Chips of a region. */
  readonly limitIn: ((region: string) => number) | undefined;
  readonly message: string;
}

/** A quota's limits as Cloud Quotas reports them. It does not report the usage. */
export async function limitsOf(quota: TpuQuota, caller: Caller): Promise<Limits> {
  const path = `v1beta/projects/${caller.config.PROJECT_ID}/locations/global/services/compute.googleapis.com/quotaInfos/${quota.id}`;
  const { body, message } = await lookGoogle<QuotaInfo>('CLOUDQUOTAS', path, caller);
  return { limitIn: body && ((region) => limitFor(body, { region, ...quota.dimensions })), message };
}

/** The limit of the most specific entry whose dimensions all match ours. */
function limitFor({ dimensionsInfos = [] }: QuotaInfo, ours: Readonly<Record<string, string>>): number {
  const [closest] = dimensionsInfos
    .filter(({ dimensions = {} }) => Object.entries(dimensions).every(([name, value]) => ours[name] === value))
    .sort((a, b) => Object.keys(b.dimensions ?? {}).length - Object.keys(a.dimensions ?? {}).length);
  return Number(closest?.details?.value ?? 0);
}

type InProject = Pick<Config, 'PROJECT_ID'>;

/** The command that requests a limit. */
export function quotaRequest({ PROJECT_ID }: InProject, quota: TpuQuota, region: string, chips: number): string {
  const dimensions = Object.entries({ region, ...quota.dimensions }).map(([name, value]) => `${name}=${value}`);
  return `gcloud beta quotas preferences create --service=compute.googleapis.com --quota-id=${quota.id} --preferred-value=${chips} --dimensions=${dimensions.join(',')} --project=${PROJECT_ID}`;
}

export function quotaPage({ PROJECT_ID }: InProject): string {
  return `https://console.cloud.google.com/iam-admin/quotas?project=${PROJECT_ID}`;
}
