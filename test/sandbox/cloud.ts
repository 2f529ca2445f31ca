import { onTestFinished } from 'vitest';
import type { StartControlPlane } from '../../sandbox/container/control-planes.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';

export const TOKEN = 'ya29.test';
export const PROJECT = 'vllm-tpu-sandbox';
export const START = Date.UTC(2026, 10, 22, 12);
export const MINUTE = 60_000;

/** So fast that no leap of a test looks to the clock as if the process had been held up. */
const SPEED = 1_000_000;

/** A whole sandbox in this process, asked over HTTP, whose time passes when the test says so. */
export interface Cloud extends Sandbox {
  pass(ms: number): void;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: every API has its own answers
  readonly body: any;
}

/** Kubernetes clusters have their own tests: here a control plane is an address. */
const startControlPlane: StartControlPlane = async ({ port = 6443 }) => ({
  endpoint: `127.0.0.1:${port}`,
  caCertificate: 'UEVN',
  stop: async () => undefined,
});

export async function openCloud(options: Partial<SandboxOptions> = {}): Promise<Cloud> {
  let real = 0;
  const sandbox = await startSandbox({
    token: TOKEN,
    start: START,
    speed: SPEED,
    monotonic: () => real,
    startControlPlane,
    ...options,
  });
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await sandbox.close();
  };
  onTestFinished(close);
  return {
    ...sandbox,
    close,
    pass(ms) {
      real += ms / SPEED;
      sandbox.world.clock.advance();
    },
    async call(method, path, body) {
      const response = await fetch(`${sandbox.url}${path}`, {
        method,
        // A restarted sandbox has the same port: keep no connection to its predecessor.
        headers: { authorization: `Bearer ${TOKEN}`, connection: 'close' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    },
  };
}
