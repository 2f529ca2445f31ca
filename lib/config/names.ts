import { isIP, isIPv4 } from 'node:net';
import { type Rule, text } from './rule.ts';

const REGION = '[a-z]+-[a-z]+\\d+';
/** `us-central1-a`, and zones that hold only accelerators, such as `us-south1-ai1b`. */
const ZONE = `${REGION}-(?:[a-z]|ai\\d+[a-z])`;
const LABEL = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';

/** cloud.google.com/resource-manager/docs/creating-managing-projects */
export const projectId: Rule<string> = text(
  /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/,
  '6–30 lower-case letters, digits and hyphens that begin with a letter and do not end with a hyphen',
);

export const projectNumber: Rule<string> = text(
  /^[1-9]\d{5,18}$/,
  "the project's number (6 to 19 digits), not its name or ID",
);

/** container.v1 Cluster.name */
export const clusterName: Rule<string> = text(
  /^[a-z](?:[-a-z0-9]{0,38}[a-z0-9])?$/,
  'at most 40 lower-case letters, digits and hyphens that begin with a letter and do not end with a hyphen',
);

/** The aliases are those of container.v1 Cluster.initialClusterVersion. */
export const clusterVersion: Rule<string> = text(
  /^(?:-|latest|1\.\d{1,2}(?:\.\d{1,3}(?:-gke\.\d{1,8})?)?)$/,
  'a GKE version: 1.33.5-gke.1080000, 1.33.5, 1.33, latest, or - for the default of the location',
);

export const zone: Rule<string> = text(
  new RegExp(`^${ZONE}$`),
  'a zone such as us-east5-b (a region has no last letter)',
);

/** Zones separated by commas; duplicates are dropped. */
export const zones: Rule<readonly string[]> = {
  expected: 'zones separated by commas',
  parse: (value) => {
    const each = [...new Set(value.split(',').filter((one) => one !== ''))];
    return each.every((one) => zone.parse(one) !== undefined) ? each : undefined;
  },
  suggest: (value) => {
    const tidy = value
      .toLowerCase()
      .split(/[\s,]+/)
      .filter((one) => one !== '')
      .join(',');
    return zones.parse(tidy) && tidy;
  },
};

/** How to obtain machines from Compute Engine. A reservation is a name in the same project. */
export const provisioning: Rule<string> = text(
  /^(?:on-demand|spot|flex-start|reservation:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)$/,
  'one of on-demand, spot, flex-start, reservation:NAME',
);

export const location: Rule<string> = text(new RegExp(`^(?:${REGION}|${ZONE})$`), 'a region or a zone');

/** The region of a region or zone. */
export function regionOf(place: string): string {
  return place.split('-').slice(0, 2).join('-');
}

/** RFC 1123 label; `kube-` is Kubernetes' own prefix. */
export const namespace: Rule<string> = text(
  new RegExp(`^${LABEL}$`),
  'a DNS label (at most 63 lower-case letters, digits and inner hyphens) that does not begin with kube-',
  (name) => !name.startsWith('kube-'),
);

/** Fits behind `tpunodepool-` in a node pool's 40 letters, and in a label's value. */
export const learner: Rule<string> = text(
  /^[a-z0-9](?:[-a-z0-9]{0,18}[a-z0-9])?$/,
  'at most 20 lower-case letters, digits and inner hyphens',
);

/** RFC 1123 subdomain. */
export const serviceAccount: Rule<string> = text(
  new RegExp(`^${LABEL}(?:\\.${LABEL})*$`),
  'a DNS subdomain (at most 253 lower-case letters, digits, inner hyphens and dots)',
  (name) => name.length <= 253,
);

/** cloud.google.com/storage/docs/buckets#naming */
export const bucket: Rule<string> = text(
  /^[a-z0-9][-_.a-z0-9]{1,220}[a-z0-9]$/,
  '3–63 lower-case letters, digits, hyphens and underscores that begin and end with a letter or digit, ' +
    'do not begin with goog and do not contain google; with dots it must be a domain name that you own',
  (name) => !/^goog|google|g00gle/.test(name) && isIP(name) === 0 && fitsDots(name),
);

function fitsDots(name: string): boolean {
  const parts = name.split('.');
  if (parts.length === 1) return name.length <= 63;
  return (
    parts.every((part) => part.length <= 63 && /^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/.test(part)) &&
    /^[a-z]{2,}$/.test(parts.at(-1)!)
  );
}

export const huggingFaceToken: Rule<string> = text(
  /^hf_[\w-]{4,200}$/,
  'a Hugging Face access token, which begins with hf_',
);

/** compute.v1 Image, as `--secondary-boot-disk=disk-image=` takes it: `projects/my-project/global/images/vllm-tpu`. */
export const diskImage: Rule<string> = text(
  /^projects\/[a-z][-a-z0-9]{4,28}[a-z0-9]\/global\/images\/[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/,
  'a disk image: projects/PROJECT_ID/global/images/NAME',
);

/** Relative to the working directory. */
export const yamlFile: Rule<string> = {
  expected: 'the path of a YAML file, such as calibration/vllm-hpa.yaml',
  parse: (path) => (/\.ya?ml$/.test(path) && !path.includes('\0') ? path : undefined),
};

const SECRET_VERSION =
  /^projects\/(?<project>[a-z][a-z0-9-]{4,28}[a-z0-9]|\d+)\/secrets\/(?<secret>[\w-]{1,255})\/versions\/(?<version>latest|[1-9]\d*)$/;

/** https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions/access */
export const secretVersion: Rule<string> = {
  expected: 'projects/PROJECT/secrets/SECRET/versions/VERSION, whose version is latest or a number',
  parse: (name) => (SECRET_VERSION.test(name) ? name : undefined),
  suggest: (name) => {
    const whole = `${name.trim().replace(/\/+$/, '')}/versions/latest`;
    return SECRET_VERSION.test(whole) ? whole : undefined;
  },
};

/** The parts of a name of that form. */
export function partsOfSecret(name: string): {
  readonly project: string;
  readonly secret: string;
  readonly version: string;
} {
  const { project = '', secret = '', version = '' } = SECRET_VERSION.exec(name)?.groups ?? {};
  return { project, secret, version };
}

/** 12.5 for the ten pods that stage the weights, and the rest for the node. */
const STAGING_VCPUS = 14;

/**
 * compute.v1 MachineType.name: `e2-standard-16`, `c3-standard-22-lssd`. The number counts vCPUs; `e2-micro` shares one.
 */
export const stagingMachineType: Rule<string> = text(
  /^[a-z][a-z0-9]{1,9}(?:-[a-z0-9]{1,20}){1,4}$/,
  `a machine type with at least ${STAGING_VCPUS} vCPUs, such as e2-standard-16`,
  (name) => Number(/-(\d+)(?:-|$)/.exec(name)?.[1] ?? 0) >= STAGING_VCPUS,
);

/** Needs no quoting in a shell, a header and YAML. */
export const apiKey: Rule<string> = text(/^[\w-]{16,128}$/, '16–128 letters, digits, hyphens and underscores');

/** A firewall rejects host bits; a range wider than /8 is surely a mistake. */
export const sourceRange: Rule<string> = {
  expected: 'an IPv4 range from /8 to /32 without host bits',
  parse: (range) => (baseOf(range) === range ? range : undefined),
  suggest: (range) => baseOf(isIPv4(range.trim()) ? `${range.trim()}/32` : range.trim()),
};

/** The range with its host bits cleared; undefined for an invalid range or one wider than /8. */
function baseOf(range: string): string | undefined {
  const [, address = '', digits = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(range) ?? [];
  const bits = Number(digits);
  if (!isIPv4(address) || bits < 8 || bits > 32) return undefined;
  const host = 2 ** (32 - bits);
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const base = number - (number % host);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.')}/${bits}`;
}

export const model: Rule<string> = text(
  /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/,
  'a model of Hugging Face as owner/name',
);

/** An image reference with a fixed tag or digest. */
export const pinnedImage: Rule<string> = text(
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9._-]+(?:\/[a-z0-9._-]+)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/,
  'an image with a fixed tag or digest, not latest',
  (image) => image.includes('@sha256:') || /:(?!latest$)[^/]+$/.test(image),
);
