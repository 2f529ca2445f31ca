import { join } from 'node:path';
import { expect, it } from 'vitest';
import { laptop, REPO } from './laptop.ts';

it("the tutorial's commands, typed by hand, work against the sandbox", async () => {
  const place = await laptop({ SANDBOX_SPEED: '200' });
  try {
    const ended = await place.bash(join(REPO, 'test/e2e/by-hand.sh'));
    expect(ended, ended.output).toMatchObject({ code: 0 });
    expect(ended.output).toContain('Application startup complete.');
    expect(ended.output).toContain('"object":"text_completion"');
    expect(ended.output).toMatch(/vllm-hpa\s+Deployment\/vllm-tpu\s+0\/10\s+1\s+2\s+1\s/);
  } finally {
    await place.clear();
  }
});
