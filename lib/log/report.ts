/** The machine-readable result of a run, without secrets; `--report FILE` writes it as JSON. */
export interface ReportData {
  target: string;
  startedAt: string;
  steps: StepReport[];
  /** Facts that steps record: the completion, HPA observations, the metric series. */
  facts: Record<string, unknown>;
}

export interface StepReport {
  readonly id: string;
  readonly status: 'done' | 'already' | 'failed';
  /** Begin and end on the target's clock: ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Seconds of the target's clock. */
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
}

export interface Report {
  readonly data: ReportData;
  step(step: StepReport): void;
  fact(name: string, value: unknown): void;
  /** Append to a fact that is a list. */
  append(name: string, values: readonly unknown[]): void;
}

export function createReport(target: string, startedAt: number): Report {
  const data: ReportData = { target, startedAt: new Date(startedAt).toISOString(), steps: [], facts: {} };
  return {
    data,
    step: (step) => void data.steps.push(step),
    fact: (name, value) => {
      data.facts[name] = value;
    },
    append: (name, values) => {
      data.facts[name] = [...((data.facts[name] as unknown[] | undefined) ?? []), ...values];
    },
  };
}
