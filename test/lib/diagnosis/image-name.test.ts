import { describe, expect, it } from 'vitest';
import { diagnose, diagnoseText, type Seen, seen } from '../../../lib/diagnosis/index.ts';

const SIDECAR = 'gke.gcr.io/gcs-fuse-csi-driver-sidecar-mounter:v1.15.3-gke.2';
const SERVER = 'vllm/vllm-tpu:v0.12.0';
const OWN = 'us-docker.pkg.dev/acme/models/server:3';

/** What the kubelet says of an image that its registry does not have. */
const notFound = (container: string, image: string): readonly Seen[] => [
  ...seen('container', [`container ${container} is waiting: ImagePullBackOff: Back-off pulling image "${image}"`]),
  ...seen('event', [
    `Failed: Failed to pull image "${image}": rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
  ]),
];

describe('an image that cannot be pulled', () => {
  it.each([
    ['vllm-tpu', SERVER, `VLLM_IMAGE=${SERVER} (tags: https://hub.docker.com/r/vllm/vllm-tpu/tags)`],
    ['vllm-tpu', OWN, `VLLM_IMAGE=${OWN}.`],
    ['gke-gcsfuse-sidecar', SIDECAR, undefined],
    ['other', 'acme/vllm-tools:1', undefined],
  ])('of container %s is named with it: %s, and VLLM_IMAGE where it is that', (container, image, variable) => {
    const { code, sentence, remedy } = diagnose(notFound(container, image))!;
    expect(code).toBe('IMAGE_NOT_FOUND');
    expect(sentence).toBe(`the image ${image} of container ${container} does not exist in the registry`);
    if (variable === undefined) expect(remedy).not.toContain('VLLM_IMAGE');
    else expect(remedy).toContain(variable);
  });

  it('is not given the container of another image', () => {
    const [server, event] = [notFound('vllm-tpu', SERVER)[0]!, notFound('', SIDECAR)[1]!];
    const { parameters, remedy } = diagnose([event, server])!;
    expect(parameters).toEqual({ image: SIDECAR });
    expect(remedy).not.toContain('VLLM_IMAGE');
  });

  it.each([
    ['IMAGE_PULL', `Back-off pulling image "${SERVER}"`, 'event'],
    [
      'IMAGE_FORBIDDEN',
      `Failed to pull image "${SERVER}": denied: requested access to the resource is denied`,
      'event',
    ],
    ['IMAGE_RATE_LIMIT', `Failed to pull image "${SERVER}": failed to copy: 429 Too Many Requests`, 'event'],
  ] as const)('is named by %s without its container, where a text has none', (code, line, by) => {
    const found = diagnose(seen(by, [line]))!;
    expect(found).toMatchObject({ code, parameters: { image: SERVER } });
    expect(found.sentence).toContain(SERVER);
    expect(found.sentence).not.toContain('CONTAINER');
  });

  it('has the container of kubectl describe', () => {
    const text = `Containers:
  vllm-tpu:
    Image:          ${OWN}
    State:          Waiting
      Reason:       ErrImagePull
    Ready:          False
Events:
  Type     Reason   Age  From     Message
  ----     ------   ---  ----     -------
  Warning  Failed   11s  kubelet  Failed to pull image "${OWN}": ${OWN}: not found`;
    expect(diagnoseText(text)[0]!.parameters).toMatchObject({ container: 'vllm-tpu', serverImage: OWN });
  });
});

it.each([
  ['container stage-weights ended: OOMKilled, exit code 137, restarted 2 times', 'stage-weights'],
  ['Last state: OOMKilled', undefined],
])('the container that ran out of memory is named where the line names it: %s', (line, container) => {
  const { sentence } = diagnose(seen('container', [line]))!;
  expect(sentence).toBe(`the container${container ? ` ${container}` : ''} ran out of memory`);
});
