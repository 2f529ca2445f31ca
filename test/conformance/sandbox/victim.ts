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
import { createFolder, stateFolder } from '../../../sandbox/core/folder.ts';

const CLUSTERS = '/container/v1/projects/vllm-tpu-sandbox/locations/us-east5/clusters';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: every API has its own answers
  readonly body: any;
}

export interface VictimOptions {
  readonly confined?: boolean;
  readonly durations?: Readonly<Record<string, string>> | null;
  readonly cluster?: object;
}

const INSTANT = { clusterCreate: '0s', cpuNodeBoot: '0s' };

/** The process of a sandbox with one cluster, that may be killed and started again. */
export class Victim {
  readonly home = mkdtempSync(join(tmpdir(), 'victim-'));
  readonly #folder = stateFolder({ SANDBOX_HOME: join(this.home, 'state') });
  readonly #nodeArguments: readonly string[];
  readonly #cluster: object;
  readonly #scenario: string = '';
  #process: ChildProcess | undefined;
  #agents: [HttpAgent, HttpsAgent] | undefined;
  #url = '';
  #log = '';
  /** Of the cluster. */
  server = '';
  ca = '';

  /**
   * @param confined Node lets it write in its state folder only, and start no process
   * @param durations replacements for `data/durations.yaml`; null for a start without a scenario, as most are
   * @param cluster the fields of its Cluster message
   */
  constructor({ confined = false, durations = INSTANT, cluster = {} }: VictimOptions = {}) {
    this.#cluster = { name: 'c', initialNodeCount: 1, ...cluster };
    if (durations) {
      this.#scenario = join(this.home, 'scenario.yaml');
      writeFileSync(this.#scenario, JSON.stringify({ durations }));
    }
    this.#nodeArguments = confined
      ? ['--experimental-permission', '--allow-fs-read=*', `--allow-fs-write=${this.#folder.root}/*`, '--no-warnings']
      : [];
  }

  get pid(): number {
    return this.#process!.pid!;
  }

  get url(): string {
    return this.#url;
  }

  get alive(): boolean {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }

  get log(): string {
    return this.#log;
  }

  get token(): string {
    return readFileSync(this.#folder.token, 'utf8');
  }

  /** Resolves when the APIs of Google and of the cluster answer. */
  async start(): Promise<void> {
    await this.boot();
    await this.#openCluster();
  }

  /** Resolves when the APIs of Google answer. */
  async boot(): Promise<void> {
    createFolder(this.#folder);
    const env = { ...process.env, SANDBOX_HOME: this.#folder.root, SANDBOX_SCENARIO: this.#scenario };
    this.#process = spawn(process.execPath, [...this.#nodeArguments, ...(await program())], { env });
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
      });
    }
    while (readEndpoint(this.#folder)?.pid !== this.#process.pid) await delay(5);
    this.#url = readEndpoint(this.#folder)!.url;
    this.#agents = [new HttpAgent({ keepAlive: true }), new HttpsAgent({ keepAlive: true })];
    await this.google('GET', '/_sandbox/status');
  }

  async #openCluster(): Promise<void> {
    if (this.server === '') await this.google('POST', CLUSTERS, { cluster: this.#cluster });
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
    if (this.alive) await this.kill();
    rmSync(this.home, { recursive: true });
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
