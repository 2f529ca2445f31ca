import { expect, test } from 'vitest';
import { exists, fullName, imageSize, pullPolicy, pullShare } from '../../../../sandbox/kubernetes/kubelet/images.ts';

test.each([
  ['nginx', 'docker.io/library/nginx:latest', 'Always'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27', 'IfNotPresent'],
  ['vllm/vllm-tpu:latest', 'docker.io/vllm/vllm-tpu:latest', 'Always'],
  ['localhost/app:1', 'localhost/app:1', 'IfNotPresent'],
  ['registry.example.com:5000/app', 'registry.example.com:5000/app:latest', 'Always'],
  ['gcr.io/app@sha256:0123', 'gcr.io/app@sha256:0123', 'IfNotPresent'],
])('%s is %s, pulled %s', (image, name, policy) => {
  expect([fullName(image), pullPolicy({ image })]).toEqual([name, policy]);
});

test('a small image takes its share of the time that the model server’s takes', () => {
  expect(pullShare('docker.io/vllm/vllm-tpu:v1')).toBe(1);
  expect(pullShare('nginx')).toBe(imageSize('nginx') / imageSize('vllm/vllm-tpu:v1'));
});

test.each([
  'vllm/vllm-tpu',
  'vllm/vllm-tpu:latest',
  'docker.io/vllm/vllm-tpu:nightly',
  'vllm/vllm-tpu:nightly-20260814-b8692ff-6adad08',
  'vllm/vllm-tpu:v0.12.0',
  'vllm/vllm-tpu:v0.13.0rc1',
  'vllm/vllm-tpu:v0.13.0-ironwood',
  'vllm/vllm-tpu:73aa7041bfee43581314e6f34e9a657137ecc092',
  'vllm/vllm-tpu:nope@sha256:0123',
  'gcr.io/p/vllm-tpu:nope',
  'vlm/vllm-tpu:nope',
  'nginx:nope',
])('%s exists', (image) => {
  expect(exists(image)).toBe(true);
});

test.each([
  'vllm/vllm-tpu:nope',
  'docker.io/vllm/vllm-tpu:0.12.0',
  'index.docker.io/vllm/vllm-tpu:v0.12',
  'vllm/vllm-tpu:73aa7041',
  'vllm/vllm-tpu:nightly_20260814',
])('no tag of vllm/vllm-tpu looks like %s', (image) => {
  expect(exists(image)).toBe(false);
});
