import { loadData, milliseconds } from '../../core/data.ts';

interface ImageRow {
  readonly size: number;
  readonly runs: string;
  /** Matches the tags that the repository has; every tag exists when it is absent. */
  readonly tags?: string;
}

const ROWS = Object.entries(loadData<Record<string, ImageRow>>('images'));
const LARGEST = ROWS[0]![1].size;

/** The name without the registry's default host, as in `data/images.yaml`. */
export function shortName(image: string): string {
  return image.replace(/^(docker\.io\/(library\/)?|index\.docker\.io\/)/, '');
}

function rowOf(image: string): ImageRow {
  const name = shortName(image);
  return ROWS.find(([prefix]) => name.startsWith(prefix))![1];
}

export const imageSize = (image: string): number => rowOf(image).size;

/** The part of the `imagePull` duration that the image takes. */
export const pullShare = (image: string): number => rowOf(image).size / LARGEST;

/** How long a container of the image runs when it has an end (simulated ms). */
export const runTime = (image: string): number => milliseconds(rowOf(image).runs);

/** The repository with its host, and the version: `:tag` or `@sha256:…`. */
export function parseImage(image: string): { readonly repository: string; readonly version: string } {
  const [, name = image, tag = ':latest', digest] = /^(.*?)(:[\w.-]+)?(@.*)?$/.exec(image) ?? [];
  const [host = ''] = name.split('/');
  const hasHost = name.includes('/') && /[.:]|^localhost$/.test(host);
  const repository = hasHost ? name : `docker.io/${name.includes('/') ? name : `library/${name}`}`;
  return { repository, version: digest ?? tag };
}

/** `nginx` → `docker.io/library/nginx:latest`. */
export function fullName(image: string): string {
  const { repository, version } = parseImage(image);
  return `${repository}${version}`;
}

/** Whether the image's repository has its tag. A digest always exists. */
export function exists(image: string): boolean {
  const { repository, version } = parseImage(image);
  const tags = ROWS.find(([name]) => name === shortName(repository))?.[1].tags;
  return tags === undefined || version.startsWith('@') || new RegExp(`^:${tags}$`).test(version);
}

/** Kubernetes' default: the tag `latest` is always pulled. */
export function pullPolicy(container: { readonly image: string; readonly imagePullPolicy?: string }): string {
  return container.imagePullPolicy ?? (parseImage(container.image).version === ':latest' ? 'Always' : 'IfNotPresent');
}
