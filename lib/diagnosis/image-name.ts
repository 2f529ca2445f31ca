import type { Parameters } from './phrase.ts';

/** The container whose image is VLLM_IMAGE. */
const SERVER = 'vllm-tpu';
/** A text that names no container shows the model server by the last part of the image's name. */
const LOOKS_LIKE_SERVER = /(?:^|\/)[^/]*vllm[^/]*$/;
/** A repository of Docker Hub: no part before its owner is a host. */
const HUB = /^(?:docker\.io\/)?(?<hub>[a-z0-9_-]+\/[\w.-]+)(?:[:@]|$)/;

/**
 * What follows from the name of an image and of its container: `serverImage`, the image if VLLM_IMAGE sets it, and `hub`,
 * its repository on Docker Hub.
 */
export function ofImage({ image, container }: Parameters): Parameters {
  if (image === undefined) return {};
  const isServer = container === undefined ? LOOKS_LIKE_SERVER.test(image) : container === SERVER;
  const hub = HUB.exec(image)?.groups?.hub;
  return { ...(isServer && { serverImage: image.replace(/^docker\.io\//, '') }), ...(hub !== undefined && { hub }) };
}

/** The host of a repository of Artifact Registry; a repository named as a host of Container Registry has that one. */
export function ofRegistry({ location, repository }: Parameters): Parameters {
  if (location === undefined || repository === undefined) return {};
  return { registry: repository.endsWith('gcr.io') ? repository : `${location}-docker.pkg.dev` };
}
