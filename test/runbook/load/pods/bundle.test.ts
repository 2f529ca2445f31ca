import { expect, it } from 'vitest';
import { podProgram } from '../../../../runbook/load/pods/bundle.ts';

it('fits into the annotation that kubectl apply makes of a ConfigMap, and is the same each time', async () => {
  const program = await podProgram();
  // 256 KiB for all annotations of an object: apimachinery, pkg/api/validation/objectmeta.go, TotalAnnotationSizeLimitB.
  expect(JSON.stringify(program).length).toBeLessThan(250_000);
  expect(program).toMatch(/^[\n\t\x20-\x7e]*$/);
  expect(await podProgram()).toBe(program);
});
