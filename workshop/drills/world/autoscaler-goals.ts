import type { StepContext } from '../../../lib/step/step.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { all, type Item } from '../drill.ts';
import { autoscalerExists, autoscalerReads } from './autoscaler.ts';

/** An autoscaler reads a metric of a server that still serves. */
export function autoscalerGoals(context: StepContext): readonly Item[] {
  return [
    {
      what: { en: 'An autoscaler follows a metric of vLLM', zh: '自动扩缩器使用 vLLM 的指标' },
      points: 0,
      met: { en: 'An autoscaler follows a metric of vLLM.', zh: '自动扩缩器使用 vLLM 的指标。' },
      unmet: {
        en: 'The model server has no autoscaler that follows a metric of vLLM and may add a replica.',
        zh: '模型服务器没有使用 vLLM 指标、且可以增加副本的自动扩缩器。',
      },
      ask: autoscalerExists,
    },
    {
      what: { en: 'The autoscaler reads its metric', zh: '自动扩缩器读到指标' },
      points: 100,
      met: { en: 'The autoscaler reads its metric.', zh: '自动扩缩器读到了指标。' },
      unmet: { en: 'The autoscaler does not read its metric.', zh: '自动扩缩器读不到指标。' },
      ask: autoscalerReads,
    },
    {
      what: { en: 'The model server is ready', zh: '模型服务器就绪' },
      points: 0,
      met: { en: 'The model server is ready.', zh: '模型服务器就绪。' },
      unmet: { en: 'The model server has no ready replica.', zh: '模型服务器没有就绪的副本。' },
      ask: all(serverReady(context)),
    },
  ];
}
