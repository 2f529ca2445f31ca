import { createHash } from 'node:crypto';
import { DISK_LABEL, diskImageHolds } from '../../core/disk-images.ts';
import type { World } from '../../core/world.ts';
import type { Recorder } from '../controllers/events.ts';
import type { KubeObject, ObjectStore } from '../object.ts';
import { delayAfter } from './backoff.ts';
import type { Waiting } from './container-status.ts';
import { goDuration } from './go-duration.ts';
import { exists, fullName, imageSize, parseImage, pullPolicy, pullShare, shortName } from './images.ts';
import type { PodRecords, Pull } from './pod-record.ts';

/** How long a failed pull is shown as such before the back-off takes over (ms). */
const ERROR_SHOWN = 2_000;
/** A registry refuses within this time (ms, assumed): it is asked for the manifest first. */
const REFUSED_AFTER = 1_000;

/** The part of an image's name that a fault strikes by default. */
const STRUCK = { 'image-pull-error': 'vllm', 'image-rate-limit': '' } as const;

export interface PullerParts {
  readonly world: World;
  readonly store: ObjectStore;
  readonly records: PodRecords;
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy?: string;
}

/** Gets the image of a container onto its node. */
export class ImagePuller {
  readonly #parts: PullerParts;

  constructor(parts: PullerParts) {
    this.#parts = parts;
  }

  /** @returns why the container has to wait, with the delay until there is more to say; undefined once the image is there. */
  ensure(pod: KubeObject, container: Container, record: Recorder): (Waiting & { again: number }) | undefined {
    const { world, records } = this.#parts;
    const { uid } = pod.metadata;
    const now = world.clock.now();
    const { pull } = records.container(uid, container.name);
    if (!pull && this.#isPresent(pod, container.image) && pullPolicy(container) !== 'Always') {
      record(pod, 'Normal', 'Pulled', `Container image "${container.image}" already present on machine`);
      return undefined;
    }
    if (pull?.failedAt !== undefined)
      return this.#backOff(pod, container, { ...pull, failedAt: pull.failedAt }, record);
    if (!pull) return this.#begin(pod, container, { failures: 0 }, record);
    const refusal = this.#refusal(container.image);
    const duration = this.#duration(pod, container.image);
    const due = pull.since + (refusal === undefined ? duration : Math.min(REFUSED_AFTER, duration));
    if (due > now) return { ...backingOff(container, pull), again: due - now };
    if (refusal !== undefined) return this.#fail(pod, container, pull, refusal, record);
    this.#arrive(pod, container, due - pull.since, record);
    records.changeContainer(uid, container.name, { pull: undefined });
    return undefined;
  }

  #begin(
    pod: KubeObject,
    container: Container,
    { failures, refusal }: Pick<Pull, 'failures' | 'refusal'>,
    record: Recorder,
  ): ReturnType<ImagePuller['ensure']> {
    const { world, records } = this.#parts;
    record(pod, 'Normal', 'Pulling', `Pulling image "${container.image}"`);
    const pull = { since: world.clock.now(), failures, ...(refusal !== undefined && { refusal }) };
    records.changeContainer(pod.metadata.uid, container.name, { pull });
    return this.ensure(pod, container, record);
  }

  #fail(
    pod: KubeObject,
    container: Container,
    pull: Pull,
    message: string,
    record: Recorder,
  ): Waiting & { again: number } {
    const { world, records } = this.#parts;
    record(pod, 'Warning', 'Failed', `Failed to pull image "${container.image}": ${message}`);
    record(pod, 'Warning', 'Failed', 'Error: ErrImagePull');
    const failed = { ...pull, failures: pull.failures + 1, failedAt: world.clock.now(), refusal: message };
    records.changeContainer(pod.metadata.uid, container.name, { pull: failed });
    return { reason: 'ErrImagePull', message, again: ERROR_SHOWN };
  }

  #backOff(
    pod: KubeObject,
    container: Container,
    pull: Pull & { failedAt: number },
    record: Recorder,
  ): ReturnType<ImagePuller['ensure']> {
    const again = pull.failedAt + delayAfter(pull.failures) - this.#parts.world.clock.now();
    if (again <= 0) return this.#begin(pod, container, pull, record);
    record(pod, 'Normal', 'BackOff', toldOf(container));
    record(pod, 'Warning', 'Failed', 'Error: ImagePullBackOff');
    return { ...backingOff(container, pull), again };
  }

  /** The node lists the image from now on. */
  #arrive(pod: KubeObject, { image }: Container, took: number, record: Recorder): void {
    const size = imageSize(image);
    const time = goDuration(took);
    record(
      pod,
      'Normal',
      'Pulled',
      `Successfully pulled image "${image}" in ${time} (${time} including waiting). Image size: ${size} bytes.`,
    );
    if (this.#isPresent(pod, image) || !this.#parts.store.get('nodes', undefined, pod.spec.nodeName)) return;
    this.#parts.store.modify('nodes', undefined, pod.spec.nodeName, ({ status }) => {
      status.images = [...(status.images ?? []), { names: [image], sizeBytes: size }];
    });
  }

  #duration(pod: KubeObject, image: string): number {
    const { imagePull, imagePullCached, imagePreloaded } = this.#parts.world.durations;
    if (this.#isPresent(pod, image)) return imagePullCached;
    return this.#isPreloaded(pod, image) ? imagePreloaded : Math.round(imagePull * pullShare(image));
  }

  /** On a secondary boot disk of the node. */
  #isPreloaded(pod: KubeObject, image: string): boolean {
    const labels = this.#parts.store.get('nodes', undefined, pod.spec.nodeName)?.metadata.labels ?? {};
    const disks = Object.keys(labels).filter((label) => label.startsWith(DISK_LABEL));
    return disks.some((label) => diskImageHolds(label.slice(DISK_LABEL.length), shortName(image)));
  }

  #isPresent(pod: KubeObject, image: string): boolean {
    const images: { names: string[] }[] =
      this.#parts.store.get('nodes', undefined, pod.spec.nodeName)?.status?.images ?? [];
    return images.some(({ names }) => names.includes(image));
  }

  /** Why the registry does not give the image, in containerd's words; undefined if it does. */
  #refusal(image: string): string | undefined {
    const name = fullName(image);
    const failed = `failed to pull and unpack image "${name}"`;
    // containerd's client/pull.go and core/remotes/docker/resolver.go
    if (!exists(image) || this.#isBroken('image-pull-error', image)) {
      return `rpc error: code = NotFound desc = ${failed}: failed to resolve reference "${name}": ${name}: not found`;
    }
    const [host, ...path] = parseImage(image).repository.split('/');
    if (host !== 'docker.io' || !this.#isBroken('image-rate-limit', image)) return undefined;
    // suxess-it/kubriX#1075
    const digest = createHash('sha256').update(name).digest('hex');
    const url = `https://registry-1.docker.io/v2/${path.join('/')}/manifests/sha256:${digest}`;
    return `${failed}: failed to copy: httpReadSeeker: failed open: unexpected status code ${url}: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit`;
  }

  #isBroken(name: keyof typeof STRUCK, image: string): boolean {
    const fault = this.#parts.world.faults.active(name);
    return fault !== undefined && image.includes(String(fault.params.image ?? STRUCK[name]));
  }
}

const toldOf = ({ image }: Container): string => `Back-off pulling image "${image}"`;

/**
 * What the container waits for after a failed attempt, the next attempt included. Since 1.32 the message repeats the
 * failure: pkg/kubelet/images/image_manager.go
 */
function backingOff(container: Container, { refusal }: Pull): Waiting {
  if (refusal === undefined) return { reason: undefined };
  return { reason: 'ImagePullBackOff', message: `${toldOf(container)}: ErrImagePull: ${refusal}` };
}
