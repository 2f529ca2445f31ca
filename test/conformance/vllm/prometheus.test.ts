import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MODEL, type ReplicaServer, startServer } from '../../sandbox/vllm/server/replica-server.ts';

let server: ReplicaServer;
beforeAll(async () => {
  server = await startServer();
  await server.complete({ prompt: ['San Francisco is a', 'x'], n: 2, max_tokens: 20 });
});
afterAll(() => server.stop());

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

test('promtool reads the page, and complains only of what vLLM itself does', async () => {
  const { status, stderr, stdout } = spawnSync('promtool', ['check', 'metrics'], {
    input: await server.metrics(),
    encoding: 'utf8',
  });
  // 0 is a page without complaints, 3 one with complaints of style, 1 one that cannot be read.
  expect([0, 3]).toContain(status);
  const complaints = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  const known = [
    /metric names should not contain ':'/,
    /^vllm:iteration_tokens_total non-counter metrics should not have "_total" suffix/,
  ];
  expect(complaints.filter((line) => !known.some((pattern) => pattern.test(line)))).toEqual([]);
});

test('a real Prometheus scrapes it and answers queries about it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vllm-prometheus-'));
  const port = await freePort();
  const target = `${server.address}:8000`;
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `scrape_configs:\n- job_name: vllm\n  scrape_interval: 1s\n  static_configs: [{ targets: ['${target}'] }]\n`,
  );
  const prometheus = spawn(
    'prometheus',
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const ask = async (query: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`).catch(
      () => undefined,
    );
    const body = (await response?.json().catch(() => undefined)) as { data?: { result: never } } | undefined;
    return body?.data?.result ?? [];
  };
  try {
    for (let tries = 0; tries < 200 && (await ask('vllm:generation_tokens_total')).length === 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await ask('up')).toMatchObject([{ value: [expect.any(Number), '1'] }]);
    expect(await ask('vllm:generation_tokens_total')).toMatchObject([
      { metric: { engine: '0', model_name: MODEL, instance: target }, value: [expect.any(Number), '80'] },
    ]);
    expect(await ask('histogram_quantile(0.5, vllm:time_to_first_token_seconds_bucket)')).toMatchObject([
      { value: [expect.any(Number), expect.stringMatching(/^0\.0\d+$/)] },
    ]);
    const metadata = await fetch(`http://127.0.0.1:${port}/api/v1/targets/metadata?metric=vllm:num_requests_waiting`);
    expect(await metadata.json()).toMatchObject({
      data: [{ type: 'gauge', help: 'Number of requests waiting to be processed.' }],
    });
    const [count] = await ask('scrape_samples_scraped');
    const lines = (await server.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(Number(count!.value[1])).toBe(lines.length);
  } finally {
    const ended = new Promise((resolve) => prometheus.once('exit', resolve));
    prometheus.kill();
    await ended;
    rmSync(folder, { recursive: true });
  }
});
