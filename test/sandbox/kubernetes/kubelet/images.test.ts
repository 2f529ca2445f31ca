import { expect, test } from 'vitest';
import { fullName, imageSize, pullPolicy, pullShare } from '../../../../sandbox/kubernetes/kubelet/images.ts';

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
