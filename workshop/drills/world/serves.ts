import type { StepContext } from '../../../lib/step/step.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { DEPLOYMENT } from '../../../runbook/tutorial/names.ts';
import { all, type Item } from '../drill.ts';
import { modelAnswers } from './server.ts';

/** The Deployment has a ready replica of its newest template. */
export function readyItem(context: StepContext, points: number): Item {
  return {
    what: { en: 'The model server has a ready replica', zh: '模型服务器有一个就绪的副本' },
    points,
    met: { en: 'The model server has a ready replica.', zh: '模型服务器有一个就绪的副本。' },
    unmet: {
      en: `Deployment ${DEPLOYMENT} has no ready replica of its newest template.`,
      zh: `Deployment ${DEPLOYMENT} 没有最新模板的就绪副本。`,
    },
    ask: all(serverReady(context)),
  };
}

export function answersItem({ config }: StepContext, points: number): Item {
  return {
    what: { en: 'The model answers', zh: '模型能够回答' },
    points,
    met: { en: 'The model answered a completion request.', zh: '模型回答了补全请求。' },
    unmet: {
      en: `No Service of namespace ${config.NAMESPACE} answers a completion request.`,
      zh: `命名空间 ${config.NAMESPACE} 中没有 Service 能回答补全请求。`,
    },
    ask: modelAnswers,
  };
}
