import { expect, test } from 'vitest';
import { Unknown } from '../../../../sandbox/clis/command.ts';
import { jsonPath } from '../../../../sandbox/clis/kubectl/jsonpath.ts';

const service = {
  metadata: { name: 'vllm', labels: { app: 'a' } },
  status: { ingress: [{ ip: '1.2.3.4' }, { ip: '5.6.7.8' }] },
};

test.each([
  ['{.status.ingress[0].ip}', '1.2.3.4'],
  ['{.status.ingress[*].ip}', '1.2.3.4 5.6.7.8'],
  ['{.metadata.name}{"\\n"}', 'vllm\n'],
  ['name={.metadata.name}', 'name=vllm'],
  ['{.metadata.labels}', '{"app":"a"}'],
  ['{.spec.replicas}', ''],
])('%s is %j', (path, text) => {
  expect(jsonPath(path)(service)).toBe(text);
});

test.each(['{range .items[*]}', '{.items[?(@.a==1)]}', '{.a'])('%s is not understood', (path) => {
  expect(() => jsonPath(path)).toThrow(Unknown);
});
