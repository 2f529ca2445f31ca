import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readEndpoint } from '../../../sandbox/control/client.ts';
import { program } from '../../../sandbox/control/program.ts';
import { stateFolder } from '../../../sandbox/core/folder.ts';

const CLUSTERS = '/container/v1/projects/vllm-tpu-sandbox/locations/us-east5/clusters';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: every API has its own answers
  readonly body: any;
}

/** The process of a sandbox with one cluster, that is killed and started again. */
export class Victim {
  readonly #home = mkdtempSync(join(tmpdir(), 'killed-'));
  readonly #folder = stateFolder({ SANDBOX_HOME: join(this.#home, 'state') });
  #process: ChildProcess | undefined;
  #agents: [HttpAgent, HttpsAgent] | undefined;
  #url = '';
  /** Of the cluster. */
  server = '';
  ca = '';

  get token(): string {
    return readFileSync(this.#folder.token, 'utf8');
  }

  /** Resolves when the APIs of Google and of the cluster answer. */
  async start(): Promise<void> {
    const scenario = join(this.#home, 'scenario.yaml');
    writeFileSync(scenario, 'durations: { clusterCreate: 0s, cpuNodeBoot: 0s }\n');
    const env = { ...process.env, SANDBOX_HOME: this.#folder.root, SANDBOX_SCENARIO: scenario };
    this.#process = spawn(process.execPath, await program(), { stdio: ['ignore', 'ignore', 'inherit'], env });
    while (readEndpoint(this.#folder)?.pid !== this.#process.pid) await delay(5);
    this.#url = readEndpoint(this.#folder)!.url;
    this.#agents = [new HttpAgent({ keepAlive: true }), new HttpsAgent({ keepAlive: true })];
    if (this.server === '') await this.google('POST', CLUSTERS, { cluster: { name: 'c', initialNodeCount: 1 } });
    for (;;) {
      const { body } = await this.google('GET', `${CLUSTERS}/c`);
      if (body.endpoint) {
        this.server = `https://${body.endpoint}`;
        this.ca = body.masterAuth.clusterCaCertificate;
        const answer = await this.kubernetes('GET', '/readyz').catch(() => undefined);
        if (answer?.status === 200) return;
      }
      await delay(10);
    }
  }

  async kill(): Promise<void> {
    const ended = once(this.#process!, 'exit');
    this.#process!.kill('SIGKILL');
    await ended;
    for (const agent of this.#agents!) agent.destroy();
  }

  google(method: string, path: string, body?: object): Promise<Answer> {
    return ask(httpRequest, this.#url + path, { method, agent: this.#agents![0], token: this.token }, body);
  }

  kubernetes(method: string, path: string, body?: object): Promise<Answer> {
    const ca = Buffer.from(this.ca, 'base64').toString();
    return ask(httpsRequest, this.server + path, { method, agent: this.#agents![1], token: this.token, ca }, body);
  }

  async clear(): Promise<void> {
    if (this.#process?.exitCode === null && this.#process.signalCode === null) await this.kill();
    rmSync(this.#home, { recursive: true });
  }
}

/** Rejects when the connection breaks before the whole answer is there. */
function ask(
  request: typeof httpRequest,
  url: string,
  { token, ...options }: { method: string; agent: HttpAgent; token: string; ca?: string },
  body?: object,
): Promise<Answer> {
  const type = options.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const headers = { authorization: `Bearer ${token}`, 'content-type': type };
  return new Promise((resolve, reject) => {
    const call = request(url, { ...options, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode!, body: /^[[{]/.test(text) ? JSON.parse(text) : text });
      });
    });
    call.on('error', reject);
    call.end(body && JSON.stringify(body));
  });
}
