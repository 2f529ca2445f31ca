import type { Clock } from '../../core/clock.ts';
import type { RunningContainer } from '../runtime.ts';
import type { ContainerLog } from './container-log.ts';
import { type Finding, type Probe, type ProbeKind, type ProbeTarget, runProbe } from './probes.ts';

const TITLE: Readonly<Record<ProbeKind, string>> = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' };

export interface LiveContainerOptions {
  readonly clock: Clock;
  readonly running: RunningContainer;
  readonly log: ContainerLog;
  readonly startedAt: number;
  readonly address: string;
  readonly ports: ProbeTarget['ports'];
  readonly probes: Readonly<Partial<Record<ProbeKind, Probe>>>;
  /** The container's state before a restart of the kubelet. */
  readonly before?: { readonly started: boolean; readonly ready: boolean };
  /** It became started or ready, or ceased to be. */
  onChange(): void;
  /** A probe failed: `Readiness probe failed: dial tcp …`. */
  onUnhealthy(message: string): void;
  /** Its startup or liveness probe has given it up. */
  onFatal(kind: ProbeKind): void;
}

/** A container that runs, with its probes. */
export class LiveContainer {
  readonly running: RunningContainer;
  readonly log: ContainerLog;
  readonly #options: LiveContainerOptions;
  readonly #stops: (() => void)[] = [];
  #started: boolean;
  #ready: boolean;

  constructor(options: LiveContainerOptions) {
    this.#options = options;
    this.running = options.running;
    this.log = options.log;
    const { probes, before } = options;
    this.#started = before?.started ?? !probes.startup;
    this.#ready = this.#started && (before?.ready ?? !probes.readiness);
    if (this.#started) this.#watch();
    else this.#probe('startup', (success) => this.#concludeStartup(success));
  }

  get started(): boolean {
    return this.#started;
  }

  get ready(): boolean {
    return this.#ready;
  }

  stop(): void {
    this.stopProbes();
    this.running.stop();
    this.log.end();
  }

  stopProbes(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #concludeStartup(success: boolean): void {
    this.stopProbes();
    if (!success) {
      this.#options.onFatal('startup');
      return;
    }
    this.#started = true;
    this.#ready = !this.#options.probes.readiness;
    this.#watch();
    this.#options.onChange();
  }

  #watch(): void {
    this.#probe('readiness', (success) => {
      if (success === this.#ready) return;
      this.#ready = success;
      this.#options.onChange();
    });
    this.#probe('liveness', (success) => {
      if (!success) this.#options.onFatal('liveness');
    });
  }

  #probe(kind: ProbeKind, onVerdict: (success: boolean) => void): void {
    const { clock, running, address, ports, startedAt, probes, onUnhealthy } = this.#options;
    const probe = probes[kind];
    if (!probe) return;
    const onFinding = (finding: Finding): void => {
      if (typeof finding === 'string') onUnhealthy(`${TITLE[kind]} probe failed: ${finding}`);
      else if (finding) onUnhealthy(`${TITLE[kind]} probe errored and resulted in unknown state: ${finding.error}`);
    };
    const target = { running, address, ports };
    this.#stops.push(runProbe({ clock, probe, target, startedAt, onFinding, onVerdict }));
  }
}
