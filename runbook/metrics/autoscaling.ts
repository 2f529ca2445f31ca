import { shell } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { metricsPage } from '../../lib/load/model-server.ts';
import { metricNames } from '../../lib/metrics/index.ts';
import { perform, until } from '../../lib/step/actions.ts';
import type { Action, StepContext } from '../../lib/step/step.ts';
import { serverAddress } from '../model-server/exposure.ts';
import { AUTOSCALING_METRICS } from './queries.ts';

/** The names of the metric of HPA_METRIC in all versions of vLLM, newest first. */
export function metricNamesOf({ HPA_METRIC }: Config): readonly string[] {
  return AUTOSCALING_METRICS[HPA_METRIC];
}

/** Finds the name that the server exposes on /metrics. @throws RunbookError UNEXPECTED_ANSWER if there is none */
export function* metricOfServer({ config }: StepContext): Generator<Action, string, unknown> {
  const address = yield* until(serverAddress({ config }));
  const candidates = metricNamesOf(config);
  return yield* perform(
    `find the name that vLLM exposes: ${candidates.join(' or ')}`,
    candidates[0]!,
    async (session) => {
      const names = metricNames(await metricsPage(address, session));
      const found = candidates.find((name) => names.has(name));
      if (found) return found;
      throw new RunbookError('UNEXPECTED_ANSWER', `vLLM does not expose ${candidates.join(' or ')}`, {
        remedy: 'Set another HPA_METRIC or another VLLM_IMAGE.',
      });
    },
    { kind: 'value', variable: 'METRIC', words: shell`exposed_metric http://${address}/metrics ${candidates}` },
  );
}

/** HPA_TARGET in the API server's notation, so that a second apply changes nothing. */
export function hpaTarget({ HPA_TARGET }: Config): string | number {
  return Number.isInteger(HPA_TARGET) ? HPA_TARGET : `${Math.round(HPA_TARGET * 1000)}m`;
}
