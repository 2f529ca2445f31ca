import type { Clock } from '../../core/clock.ts';
import type { ApiReply, ApiRequest } from '../../core/http.ts';
import type { Random } from '../../core/random.ts';
import type { VllmConfig } from '../arguments/config.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineStats } from '../engine/stats.ts';
import type { HttpMetrics } from '../metrics/http-metrics.ts';
import type { Writing } from '../text/writing.ts';

/** The context of a server's handlers. */
export interface App {
  readonly config: VllmConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly engine: Engine;
  readonly stats: EngineStats;
  readonly writing: Writing;
  readonly http: HttpMetrics;
  /** Keys that open /v1; none means that it is open. */
  readonly apiKeys: readonly string[];
  readonly systemFingerprint: string | null;
  /** Of the server's environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether its engine process has ended, and the server goes on without it. */
  isEngineDead(): boolean;
  /** The page of /metrics. */
  page(): string;
}

/** A request as handlers see it. */
export interface AppRequest extends Pick<ApiRequest, 'method' | 'path' | 'query' | 'headers' | 'body'> {
  /** Call back when the client goes away before it has its answer. */
  onGone(listener: () => void): void;
}

export type AppHandler = (app: App, request: AppRequest) => ApiReply | Promise<ApiReply>;

/** Unix seconds. */
export function nowSeconds(app: App): number {
  return Math.floor(app.clock.now() / 1000);
}
