import type { StepContext } from '../../../lib/step/step.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { DEPLOYMENT } from '../../../runbook/tutorial/names.ts';
import { all, type Item } from '../drill.ts';
import { modelAnswers, readsBucket } from './server.ts';

/** The model server is ready and answers: what most drills want. */
export function serverGoals(context: StepContext): readonly Item[] {
  const { NAMESPACE } = context.config;
  return [
    {
      what: { en: 'The model server has a ready replica', zh: '模型服务器有一个就绪的副本' },
      points: 50,
      met: { en: 'The model server has a ready replica.', zh: '模型服务器有一个就绪的副本。' },
      unmet: { en: `Deployment ${DEPLOYMENT} has no ready replica.`, zh: `Deployment ${DEPLOYMENT} 没有就绪的副本。` },
      ask: all(serverReady(context)),
    },
    {
      what: { en: 'The model answers', zh: '模型能够回答' },
      points: 50,
      met: { en: 'The model answered a completion request.', zh: '模型回答了补全请求。' },
      unmet: {
        en: `No Service of namespace ${NAMESPACE} answers a completion request.`,
        zh: `命名空间 ${NAMESPACE} 中没有 Service 能回答补全请求。`,
      },
      ask: modelAnswers,
    },
  ];
}

/** The goals of the model server, with the weights still in the bucket: a volume that is removed is no repair. */
export function bucketGoals(context: StepContext): readonly Item[] {
  const [ready, answers] = serverGoals(context);
  const { GSBUCKET } = context.config;
  return [
    { ...ready!, points: 40 },
    { ...answers!, points: 40 },
    {
      what: { en: 'The ready replica reads the bucket', zh: '就绪的副本读取存储桶' },
      points: 20,
      met: { en: `A ready replica mounts bucket ${GSBUCKET}.`, zh: `就绪的副本挂载了存储桶 ${GSBUCKET}。` },
      unmet: { en: `No ready replica mounts bucket ${GSBUCKET}.`, zh: `没有就绪的副本挂载存储桶 ${GSBUCKET}。` },
      ask: readsBucket,
    },
  ];
}
