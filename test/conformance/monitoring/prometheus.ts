import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Sample } from '../../../sandbox/monitoring/monitoring.ts';

/** @throws one clear message when Debian's package is missing. */
export function requirePrometheus(): void {
  try {
    for (const program of ['prometheus', 'promtool']) execFileSync(program, ['--version'], { stdio: 'ignore' });
  } catch {
    throw new Error('This test compares with a real Prometheus: install it with "apt-get install -y prometheus"');
  }
}

export interface RealPrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

/** A real Prometheus on the loopback whose only data are these samples. */
export async function startPrometheus(samples: readonly Sample[]): Promise<RealPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const data = join(folder, 'data');
  const page = join(folder, 'samples.om');
  writeFileSync(page, openMetrics(samples));
  await promisify(execFile)('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', page, data]);
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, 'scrape_configs: []\n');
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'inherit' },
  );
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  while (!(await ready(url))) {
    if (child.exitCode !== null) throw new Error(`prometheus ended with status ${child.exitCode}`);
    await sleep(50);
  }
  return {
    url,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const ready = (url: string): Promise<boolean> =>
  fetch(`${url}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function openMetrics(samples: readonly Sample[]): string {
  const lines = samples.map(({ name, labels, target, value, time }) => {
    const all = Object.entries({ ...labels, ...target }).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
    const number = Number.isFinite(value) ? String(value) : String(value).replace('Infinity', 'Inf');
    return `${name}{${all.join(',')}} ${number} ${time / 1000}`;
  });
  return `${lines.join('\n')}\n# EOF\n`;
}
