import { TPU_GENERATIONS, type TpuGeneration } from '../../config/index.ts';
import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const quotas = TPU_GENERATIONS.map(({ name, quota }: TpuGeneration) => ({ name, onDemand: quota.onDemand }));

/** The quota of each generation, with its dimensions (without the region). */
const toRequest = quotas.map(({ name, onDemand }) => {
  const dimensions = Object.values(onDemand.dimensions).map((value) => ` (${value})`);
  return `${onDemand.id}${dimensions.join('')} for ${name}`;
});

const BY: readonly Speaker[] = ['operation', 'event', 'gcloud', 'api', 'kubectl', 'client'];
const PAGE = 'https://console.cloud.google.com/iam-admin/quotas';

/** `Limit: 0.0 in region us-east5.`, with or without the metric's parts between. */
const LIMIT = String.raw`(?:[^\n]{0,120}?Limit:? (?<limit>[\d.]+?)(?:\.0)?(?: in (?:region|zone) (?<region>[a-z][\w-]*)| globally|[.\s]|$))?`;

/** The names of TPU quotas: Compute Engine's metrics and Cloud Quotas' ids, and those of the Cloud TPU API. */
const TPU = String.raw`(?<quota>(?:PREEMPTIBLE_)?TPUS?_[A-Z0-9_]+|(?:PREEMPTIBLE-)?TPUS?-[\w-]+|TPU\w*(?:PerProject|Preemptible)\w*|(?:compute|tpu|aiplatform)\.googleapis\.com\/\w*tpu\w*)`;

/** Why Google Cloud grants no more of a resource. */
export const quota: readonly Cause[] = [
  {
    code: 'TPU_QUOTA',
    by: BY,
    under: ['QUOTA', 'SCALE_UP_FAILED'],
    pattern: [
      new RegExp(String.raw`[Qq]uota (?:limit |metric )?['"]${TPU}['"][^\n]{0,40}? (?:exceeded|exhausted)${LIMIT}`),
      new RegExp(String.raw`[Qq]uota (?:limit |metric )?['"]${TPU}['"] and limit [^\n]*?exceeded`),
      new RegExp(
        `(?:[Qq]uota exceeded for (?:quota )?(?:metric|limit)|quota metrics exceed quota limits:) ['"]?${TPU}`,
      ),
      new RegExp(
        String.raw`resource ["']${TPU}["']: request requires ['"](?<requested>[\d.]+?)(?:\.0)?['"] and is short ['"](?<short>[\d.]+?)(?:\.0)?['"]`,
      ),
    ],
    sentence: 'the TPU quota {quota}[ in {region}] is too small[: the limit is {limit} chips]',
    remedy: `Request the chips of all replicas in the region (${toRequest.join(', ')})`,
    page: PAGE,
  },
  {
    code: 'QUOTA',
    by: BY,
    under: ['SCALE_UP_FAILED', 'PERMISSION'],
    pattern: [
      new RegExp(
        String.raw`[Qq]uota (?:limit |metric )?['"](?<quota>[\w./-]+)['"] (?:has been )?(?:exceeded|exhausted)\.?${LIMIT}`,
      ),
      /quota metrics exceed quota limits: (?<quota>[\w./-]*\w)/,
      // Dataproc.
      /[Ii]nsufficient ['"](?<quota>[\w-]+)['"] quota\. Requested (?<requested>[\d.]+?)(?:\.0)?, available [\d.]/,
      /[Ii]nsufficient (?:regional|project|global)? ?quota to satisfy (?:the )?request(?: for resource)?:? (?:resource )?"(?<quota>[\w-]+)"[.:] (?:The )?request requires ['"](?<requested>[\d.]+?)(?:\.0)?['"] and is short ['"](?<short>[\d.]+?)(?:\.0)?['"](?:\. project has a quota of ['"](?<limit>[\d.]+?)(?:\.0)?['"])?/,
      /[Qq]uota exceeded\b[^\n]*? (?:metric|limit) ['"](?<quota>[\w./-]+)['"](?![^\n]*per (?:minute|100|second|user))/,
      /GCE_QUOTA_EXCEEDED|GCE quota exceeded|scale\.up\.error\.quota\.exceeded|"?reason"?: ?"?quotaExceeded|\bQUOTA_EXCEEDED\b/,
    ],
    sentence: 'a quota of the project is used up[: {quota}][ in {region}][, limit {limit}][, requested {requested}]',
    remedy: 'Request a higher quota[ for {quota}][ in {region}], or use less of it',
    page: PAGE,
  },
  {
    code: 'REQUEST_RATE',
    by: [...BY, 'metrics api', 'autoscaler', 'adapter log', 'log'],
    under: ['QUOTA', 'THROTTLED', 'ADAPTER_DOWN', 'METRIC_UNKNOWN', 'METRIC_STALE'],
    pattern: [
      /[Qq]uota exceeded for (?:quota )?metric '(?<metric>[^']+)' and limit '(?<limit>[^']*[Pp]er (?:minute|day|100|second|user)[^']*)'(?: of service '(?<service>[\w.-]+)')?/,
      /Insufficient tokens for quota '(?<metric>[^']+)' and limit '(?<limit>[^']+)'(?: of service '(?<service>[\w.-]+)')?/,
      /throttled due to rate limit on the following metrics: '(?<metric>[^']+)'/,
      /RATE_LIMIT_EXCEEDED|rateLimitExceeded|userRateLimitExceeded|Rate Limit Exceeded/,
      /"?quota_limit"?: ?"?\w*PerMinute/,
    ],
    sentence: 'too many requests per minute to {service|a Google Cloud API}[: the quota {metric} is used up]',
    remedy: 'Wait a minute, or send fewer requests. To request a higher rate',
    page: PAGE,
    patience: '15m',
  },
];
