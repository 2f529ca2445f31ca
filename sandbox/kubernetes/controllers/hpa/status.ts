import type { HorizontalPodAutoscalerStatus, MetricStatus } from 'kubernetes-types/autoscaling/v2.d.ts';
import type { KubeObject, ObjectStore } from '../../object.ts';
import { timestamp } from '../../time.ts';
import { type Condition as Stored, withCondition } from '../conditions.ts';
import type { Recorder } from '../events.ts';
import type { Condition } from './conditions.ts';

/** The status of an autoscaler while it is synchronized, and the events that tell of it. */
export class StatusDraft {
  readonly #hpa: KubeObject;
  readonly #store: ObjectStore;
  readonly #record: Recorder;
  readonly #now: number;
  #status: HorizontalPodAutoscalerStatus;

  constructor(hpa: KubeObject, { store, record, now }: { store: ObjectStore; record: Recorder; now: number }) {
    this.#hpa = hpa;
    this.#store = store;
    this.#record = record;
    this.#now = now;
    this.#status = { desiredReplicas: 0, ...hpa.status };
  }

  set(condition: Condition): void {
    const conditions = withCondition(this.#status.conditions as Stored[] | undefined, condition, this.#now);
    this.#status = { ...this.#status, conditions };
  }

  /**
   * The size that was read, so the REPLICAS column lags one synchronization behind a rescale.
   * @param desired as it was, when undefined
   * @param metrics none, when undefined
   */
  report(current: number, desired = this.#status.desiredReplicas, metrics?: readonly MetricStatus[]): void {
    const { lastScaleTime, conditions } = this.#status;
    this.#status = {
      ...(lastScaleTime !== undefined && { lastScaleTime }),
      currentReplicas: current,
      desiredReplicas: desired,
      ...(metrics && { currentMetrics: [...metrics] }),
      conditions,
    };
  }

  rescaled(): void {
    this.#status = { ...this.#status, lastScaleTime: timestamp(this.#now) };
  }

  tell(reason: string, message: string): void {
    this.#record(this.#hpa, 'Normal', reason, message);
  }

  warn(reason: string, message: string): void {
    this.#record(this.#hpa, 'Warning', reason, message);
  }

  write(): void {
    const { namespace, name } = this.#hpa.metadata;
    try {
      this.#store.modify('horizontalpodautoscalers', namespace, name, (draft) => {
        draft.status = this.#status;
      });
    } catch (error) {
      this.warn('FailedUpdateStatus', (error as Error).message);
    }
  }
}
