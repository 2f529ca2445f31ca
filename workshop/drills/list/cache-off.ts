import { kubectl } from '../../../lib/command/command.ts';
import { pagesOf } from '../../../lib/google/api.ts';
import { bucketPath } from '../../../lib/google/storage.ts';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import type { Session } from '../../../lib/session/session.ts';
import { run, until } from '../../../lib/step/actions.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { DEPLOYMENT } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { readyReplicas } from '../world/replicas.ts';
import { answersItem, readyItem } from '../world/serves.ts';

const VARIABLE = 'VLLM_XLA_CACHE_PATH';

export const cacheOff = drill({
  id: 'cache-off',
  title: { en: 'Half an hour for a restart', zh: '重启一次半小时' },
  story: {
    en: 'A clean-up removed "variables that no code of ours reads" from all manifests. Nothing broke. Since then each restart of the model server takes far longer than before, although the weights load as fast as ever, and with every rollout the users wait.',
    zh: '一次清理从所有清单里删掉了“我们的代码没有读取的环境变量”，什么也没坏。但从那以后，模型服务器每次重启都比以前慢得多，权重加载却和以前一样快。每次发布，用户都得干等。',
  },
  goal: {
    en: 'The model server is ready and keeps its compiled graphs where the next pod finds them.',
    zh: '模型服务器就绪，并把编译好的计算图保存在下一个 Pod 找得到的地方。',
  },
  hints: [
    {
      en: 'A start has parts: machine, image, weights, compilation. Which part became longer? The log has a time for each line.',
      zh: '一次启动分几段：机器、镜像、权重、编译。哪一段变长了？日志的每一行都有时间。',
    },
    {
      en: `kubectl logs deployment/vllm-tpu -n vllm --tail=-1 | grep -E "init engine|Precompile": all graphs are compiled again at each start. Where does vLLM keep them, and what happens to that place when the pod ends? The variable is ${VARIABLE}.`,
      zh: `kubectl logs deployment/vllm-tpu -n vllm --tail=-1 | grep -E "init engine|Precompile"：每次启动都会重新编译所有计算图。vLLM 把它们放在哪里？Pod 结束后那个位置会怎样？对应的环境变量是 ${VARIABLE}。`,
    },
    {
      en: `kubectl set env deployment/vllm-tpu ${VARIABLE}=/data -n vllm: /data is the bucket.`,
      zh: `kubectl set env deployment/vllm-tpu ${VARIABLE}=/data -n vllm：/data 就是存储桶。`,
    },
  ],
  debrief: {
    en: 'Before you call a start slow, split it by the times of the log. On TPUs the compilation of XLA is a large part: 10 to 30 minutes without a cache and a few with one (vllm-project/vllm#7533). A cache in the container or in an emptyDir is gone with the pod; the bucket is not. The same cache makes the autoscaler fast enough to be of use.',
    zh: '说启动慢之前，先按日志的时间把它拆成几段。在 TPU 上，XLA 编译占很大一块：没有缓存要 10 到 30 分钟，有缓存只要几分钟（vllm-project/vllm#7533）。放在容器里或 emptyDir 里的缓存会随 Pod 一起消失，存储桶里的不会。有了这份缓存，自动扩缩才快得有意义。',
  },
  minutes: 15,
  level: 2,
  topics: ['start-up time', 'XLA cache', 'volumes'],
  source: 'vllm-project/vllm#8843',
  stage: 'serving',
  broken: function* (context) {
    yield run(kubectl`set env deployment ${DEPLOYMENT} ${`${VARIABLE}-`} -n ${context.config.NAMESPACE}`);
    yield* until(serverReady(context, 1, '90m'));
  },
  items: (context) => [
    {
      what: { en: 'The compiled graphs outlive the pod', zh: '编译好的计算图不会随 Pod 消失' },
      points: 100,
      met: {
        en: 'The ready replica keeps its graphs in a bucket, and they are there.',
        zh: '就绪的副本把计算图保存在存储桶中，并且已经在里面了。',
      },
      unmet: {
        en: 'No ready replica keeps its graphs in a bucket: the next pod compiles them again.',
        zh: '没有就绪的副本把计算图保存在存储桶中：下一个 Pod 又要重新编译。',
      },
      ask: async (session) => {
        const places = (await readyReplicas(session)).flatMap(cacheOf);
        for (const place of places) if (await hasGraphs(place, session)) return true;
        return false;
      },
    },
    readyItem(context, 0),
    answersItem(context, 0),
  ],
  solution: (context) => [
    {
      why: {
        en: `The log shows that all graphs are compiled again: ${VARIABLE} is gone, and its default is a folder of the container.`,
        zh: `日志显示所有计算图都重新编译了一遍：${VARIABLE} 没了，而它的默认值是容器里的一个目录。`,
      },
      actions: (function* () {
        const { NAMESPACE } = context.config;
        yield run(kubectl`logs deployment/${DEPLOYMENT} -n ${NAMESPACE} --tail=20`);
        yield run(kubectl`set env deployment ${DEPLOYMENT} ${VARIABLE}=/data -n ${NAMESPACE}`);
        yield* until(serverReady(context, 1, '90m'));
      })(),
    },
  ],
});

interface Place {
  readonly bucket: string;
  /** The beginning of the objects' names. */
  readonly folder: string;
}

/** Where in a bucket the pod keeps its graphs, if it does. */
function cacheOf({ spec }: KubernetesObject): readonly Place[] {
  const { env = [], volumeMounts = [] } =
    spec.containers.find(({ name }: { name: string }) => name === DEPLOYMENT) ?? {};
  const path: string | undefined = env.find(({ name }: { name: string }) => name === VARIABLE)?.value;
  const mount = volumeMounts.find(({ mountPath }: { mountPath: string }) => `${path}/`.startsWith(`${mountPath}/`));
  const volume = spec.volumes.find(({ name }: { name: string }) => name === mount?.name);
  const bucket: string | undefined = volume?.csi?.volumeAttributes?.bucketName;
  if (!path || !bucket) return [];
  const folder = path.slice(mount.mountPath.length + 1).replace(/\/*$/, '/');
  return [{ bucket, folder: folder === '/' ? '' : folder }];
}

/** JAX's names of cached graphs, and those of torch_xla before. */
const GRAPH = /^(?:jit_|tp\d+_rank)/;

async function hasGraphs({ bucket, folder }: Place, session: Session): Promise<boolean> {
  const path = `${bucketPath(bucket)}/o?prefix=${encodeURIComponent(folder)}&fields=nextPageToken,items(name)`;
  for await (const { items = [] } of pagesOf<{ items?: { name: string }[] }>('STORAGE', path, session))
    if (items.some(({ name }) => GRAPH.test(name.slice(folder.length)))) return true;
  return false;
}
