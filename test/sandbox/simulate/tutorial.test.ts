import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { variables } from '../../../lib/config/index.ts';
import { serverConfig, TUTORIAL } from '../../../sandbox/simulate/server.ts';

it("simulates the manifest's server, with the default image and model", () => {
  const manifest = readFileSync(new URL('../../../manifests/vllm-llama3-70b.yaml', import.meta.url), 'utf8');
  const flags = [...manifest.matchAll(/^ +- (--(?!host|port|tensor|model=|download|load)[\w=-]+)$/gm)].map(
    ([, flag]) => flag,
  );
  expect(TUTORIAL.options).toEqual(flags);
  expect([TUTORIAL.image, TUTORIAL.model]).toEqual([variables.VLLM_IMAGE.default, variables.MODEL.default]);
});

it('schedules as the version in the image does', () => {
  expect(serverConfig(TUTORIAL).asyncScheduling).toBe(false);
  expect(serverConfig({ ...TUTORIAL, image: 'vllm/vllm-tpu:v0.18.0' }).asyncScheduling).toBe(true);
});
