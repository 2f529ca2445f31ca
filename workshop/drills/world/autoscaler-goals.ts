import type { StepContext } from '../../../lib/step/step.ts';
import type { Item } from '../drill.ts';
import { autoscalerExists, autoscalerReads } from './autoscaler.ts';
import { readyItem } from './serves.ts';

/** An autoscaler exists, whatever it reads. */
export const autoscalerItem: Item = {
  what: { en: 'An autoscaler scales the model server on a vLLM metric', zh: '自动扩缩器使用 vLLM 的指标' },
  points: 0,
  met: { en: 'An autoscaler scales the model server on a vLLM metric.', zh: '自动扩缩器使用 vLLM 的指标。' },
  unmet: {
    en: 'No autoscaler both uses a vLLM metric and can add a replica of the model server.',
    zh: '模型服务器没有使用 vLLM 指标、且可以增加副本的自动扩缩器。',
  },
  ask: autoscalerExists,
};

/** The autoscaler works. */
const metricItem: Item = {
  what: { en: 'The autoscaler reads its metric', zh: '自动扩缩器读到指标' },
  points: 100,
  met: { en: 'The autoscaler reads its metric.', zh: '自动扩缩器读到了指标。' },
  unmet: { en: 'The autoscaler does not read its metric.', zh: '自动扩缩器读不到指标。' },
  ask: autoscalerReads,
};

/** An autoscaler reads a metric of a server that still serves. */
export const autoscalerGoals = (context: StepContext): readonly Item[] => [
  autoscalerItem,
  metricItem,
  readyItem(context, 0),
];
