import { expect, test } from 'vitest';
import { DISK_LABEL } from '../../../../sandbox/core/disk-images.ts';
import { MINUTE, startRig } from '../rig.ts';
import { createPod } from './pod.ts';

test.each([
  ['in seconds an image that is on the secondary boot disk of its node', 'vllm/vllm-tpu:v0.12.0', '7s'],
  ['in its usual time an image that is not', 'nginx:1.27', '1.556s'],
])('pulls %s', async (_, image, time) => {
  const rig = await startRig();
  const labels = { [`${DISK_LABEL}vllm-tpu`]: 'CONTAINER_IMAGE_CACHE.p' };
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1, labels });
  await rig.pass(2 * MINUTE);
  createPod(rig, { image });
  await rig.pass(MINUTE);
  expect(rig.events('web')).toContainEqual(expect.stringContaining(`Successfully pulled image "${image}" in ${time} `));
});
