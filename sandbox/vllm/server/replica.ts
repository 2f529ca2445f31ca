import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ApiReply, ApiRequest } from '../../core/http.ts';
import { hash, Random } from '../../core/random.ts';
import type { ContainerContext, RunningContainer } from '../../kubernetes/runtime.ts';
import type { VllmConfig } from '../arguments/config.ts';
import { Engine } from '../engine/engine.ts';
import { EngineStats } from '../engine/stats.ts';
import { stepTime } from '../engine/step-time.ts';
import { engineBuckets } from '../metrics/buckets.ts';
import { engineMetrics } from '../metrics/engine-metrics.ts';
import { HttpMetrics } from '../metrics/http-metrics.ts';
import { processMetrics } from '../metrics/process-metrics.ts';
import { roofline, stepCosts } from '../profiles/costs.ts';
import { performanceProfile } from '../profiles/profiles.ts';
import type { VllmLog } from '../startup/log.ts';
import { Writing } from '../text/writing.ts';
import type { App } from './app.ts';
import { Dispatcher } from './dispatcher.ts';
import { createEdge } from './edge.ts';
import { LogStats } from './log-stats.ts';

export interface ReplicaOptions {
  readonly container: ContainerContext;
  readonly config: VllmConfig;
  readonly log: VllmLog;
  /** Simulated ms at which the server came up. */
  readonly readyAt: number;
  /** A metric's name that the page shall not have now. */
  hiddenMetric(): string | undefined;
  /** @default never */
  isEngineDead?(): boolean;
}

/** CPU of an idle server, and of each token that passes its frontend (seconds). */
const IDLE_CPU = 0.012;
const CPU_PER_TOKEN = 60e-6;

/** A ready vLLM server: an engine, an HTTP server, metrics and logs. */
export class Replica implements Omit<RunningContainer, 'stop'> {
  readonly app: App;
  readonly #options: ReplicaOptions;
  readonly #dispatcher: Dispatcher;
  readonly #server: Server;
  readonly #logStats: LogStats;
  readonly #connections = new Set<Duplex>();

  constructor(options: ReplicaOptions) {
    const { container, config, log, readyAt } = options;
    const { clock, random } = container;
    this.#options = options;
    const stats = new EngineStats(engineBuckets(config.maxModelLen, config.version));
    this.#logStats = new LogStats(clock, stats, (text, at) => log.line('APIServer', 'loggers.py:257', text, at));
    const chips = config.args.tensor_parallel_size;
    const engine = new Engine({
      clock,
      stats,
      scheduler: config.scheduler,
      stepTime: stepTime(
        stepCosts(config.model, config.machine, chips),
        roofline(config.model, config.machine, chips),
        config.scheduler.maxNumBatchedTokens,
      ),
      frontendLatency: performanceProfile().frontendLatency,
      asyncScheduling: config.asyncScheduling,
      onBusy: () => {
        if (!config.args.disable_log_stats) this.#logStats.wake();
      },
    });
    const createdAt = readyAt / 1000;
    const http = new HttpMetrics(createdAt);
    const engineFamilies = config.args.disable_log_stats ? [] : engineMetrics(config, stats, createdAt);
    const pages = [...this.#processMetrics(stats), ...engineFamilies, http.render];
    this.app = {
      config,
      clock,
      random,
      engine,
      stats,
      http,
      writing: new Writing(random.hex(8), performanceProfile().endOfText),
      apiKeys:
        config.args.api_key.length > 0 ? config.args.api_key : [container.env.VLLM_API_KEY ?? ''].filter(Boolean),
      systemFingerprint: fingerprint(config),
      variables: container.env,
      isEngineDead: () => options.isEngineDead?.() ?? false,
      page: () => this.#page(pages.map((render) => render()).join('')),
    };
    this.#dispatcher = new Dispatcher(this.app);
    this.#server = createEdge({
      clock,
      handle: (request) => this.#dispatcher.handle(request),
      onAnswer: ({ socket, method, url, httpVersion }, status) =>
        this.#logAccess(clientOf(socket), `${method} ${url} HTTP/${httpVersion}`, status),
    });
    this.#server.on('connection', (socket) => this.#track(socket));
    // Without its own address, the server is reachable through the load balancer only.
    this.#server.on('error', () => {});
    this.#server.listen(config.args.port, container.address);
    this.#server.unref();
  }

  listens(port: number): boolean {
    return port === this.#options.config.args.port;
  }

  accept(port: number, socket: Duplex): void {
    if (this.listens(port)) this.#server.emit('connection', socket);
    else socket.destroy();
  }

  request(
    port: number,
    request: Pick<ApiRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>,
  ): ApiReply | Promise<ApiReply> {
    if (!this.listens(port)) throw new Error(`Nothing listens on port ${port}`);
    const reply = this.#dispatcher.handle({ ...request, onGone: () => undefined });
    const line = `${request.method} ${request.path} HTTP/1.1`;
    const answered = (done: ApiReply): ApiReply => {
      this.#logAccess(this.#options.container.address, line, done.status ?? 200);
      return done;
    };
    return reply instanceof Promise ? reply.then(answered) : answered(reply);
  }

  usage(): { cpuMillicores: number; memoryBytes: number } {
    const { running } = this.app.stats;
    return { cpuMillicores: Math.round(12 + running * 7), memoryBytes: this.#residentBytes() };
  }

  /** Aborts running requests and closes every connection. */
  stop(): void {
    this.app.engine.stop();
    this.#logStats.stop();
    this.#server.close();
    for (const socket of this.#connections) socket.destroy();
  }

  #track(socket: Duplex): void {
    this.#connections.add(socket);
    socket.once('close', () => this.#connections.delete(socket));
  }

  #logAccess(client: string, line: string, status: number): void {
    const { args } = this.#options.config;
    if (args.disable_uvicorn_access_log || !ACCESS_LEVELS.has(args.uvicorn_log_level)) return;
    const [, path = ''] = line.split(' ');
    if (args.disable_access_log_for_endpoints?.split(',').includes(path.replace(/\?.*/, ''))) return;
    const text = `INFO:     ${client} - "${line}" ${status} ${PHRASES[status] ?? ''}`;
    this.#options.log.raw('APIServer', text.trimEnd(), this.app.clock.now());
  }

  #page(text: string): string {
    const hidden = this.#options.hiddenMetric();
    if (hidden === undefined) return text;
    const lines = text.split('\n');
    return lines.filter((line) => FAMILY.exec(line)?.[1] !== hidden.replace(/_total$/, '')).join('\n');
  }

  #processMetrics(stats: EngineStats) {
    const { container } = this.#options;
    const uptime = (): number => (container.clock.now() - container.startedAt) / 1000;
    return processMetrics({
      startedAt: () => container.startedAt / 1000,
      cpuSeconds: () => 45 + uptime() * IDLE_CPU + stats.generationTokens * CPU_PER_TOKEN,
      residentBytes: () => this.#residentBytes(),
      openFiles: () => 92 + this.#connections.size,
    });
  }

  #residentBytes(): number {
    const { rss, perChip } = performanceProfile().hostMemory;
    return rss + perChip * this.#options.config.args.tensor_parallel_size;
  }
}

/** uvicorn's levels at which it logs requests. */
const ACCESS_LEVELS: ReadonlySet<string> = new Set(['info', 'debug', 'trace']);

/** The family of a line: its name without what Prometheus' types put behind it. */
const FAMILY = /^(?:# (?:HELP|TYPE) )?([\w:]+?)(?:_total|_bucket|_sum|_count|_created)?(?:[ {]|$)/;

const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Request Entity Too Large',
  501: 'Not Implemented',
};

function clientOf(socket: Duplex): string {
  const { remoteAddress, remotePort } = socket as Socket;
  return `${remoteAddress ?? '127.0.0.1'}:${remotePort ?? 0}`;
}

/** `vllm-<version>-tp8-<hash of the configuration>`, since the versions that have it. */
function fingerprint({ version, args, maxModelLen, scheduler }: VllmConfig): string | null {
  if (!version.has('fingerprint')) return null;
  const digest = new Random(hash(JSON.stringify([args.model, maxModelLen, scheduler]))).hex(8);
  const parallel = args.tensor_parallel_size > 1 ? `-tp${args.tensor_parallel_size}` : '';
  return `vllm-${version.text}${parallel}-${digest}`;
}
