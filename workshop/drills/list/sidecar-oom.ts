import { kubectl } from '../../../lib/command/command.ts';
import { run, until } from '../../../lib/step/actions.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { APP_SELECTOR, DEPLOYMENT } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { inPointer, patchServer } from '../world/changes.ts';
import { bucketGoals } from '../world/server-goals.ts';
import { restarted } from '../world/symptoms.ts';

/** The annotation with the limit, in the pod template. */
export const LIMIT = `/spec/template/metadata/annotations/${inPointer('gke-gcsfuse/memory-limit')}`;

export const sidecarOom = drill({
  id: 'sidecar-oom',
  title: { en: 'Transport endpoint is not connected', zh: 'Transport endpoint is not connected' },
  story: {
    en: 'Since last night every pod of the namespace has a limit of memory: "4Gi is plenty, the sidecars need 100 MB". The model server begins to load its weights and dies after the first of them with OSError 107. Cloud Storage has no incident, and gcloud reads the same object without trouble.',
    zh: '从昨晚起，命名空间里每个 Pod 都有了内存上限：“4Gi 足够了，sidecar 只用 100 MB”。模型服务器开始加载权重，刚读了头几个文件就因 OSError 107 退出。Cloud Storage 没有故障公告，用 gcloud 读取同一个对象也完全正常。',
  },
  goal: {
    en: 'The model server is ready, answers a completion request, and reads its weights from the bucket.',
    zh: '模型服务器就绪，能回答补全请求，并从存储桶读取权重。',
  },
  hints: [
    {
      en: 'The volume of the server is a process in another container. How is that one? kubectl describe pod -l app=vllm-tpu -n vllm, with the init containers.',
      zh: '服务器的卷其实是另一个容器里的进程。那个容器状态如何？kubectl describe pod -l app=vllm-tpu -n vllm，注意看 Init Containers。',
    },
    {
      en: 'gke-gcsfuse-sidecar was OOMKilled. What does it keep in memory? Look at the volume gke-gcsfuse-cache and at file-cache in mountOptions, and compare with the size of the weights.',
      zh: 'gke-gcsfuse-sidecar 被 OOMKilled 了。它在内存里放了什么？看看 gke-gcsfuse-cache 卷和 mountOptions 里的 file-cache，再和权重的大小对比。',
    },
    {
      en: 'Set the annotation gke-gcsfuse/memory-limit of the pod template to "0" (no limit), or make the cache smaller than the limit: file-cache:max-size-mb in mountOptions.',
      zh: '把 Pod 模板上的注解 gke-gcsfuse/memory-limit 设为 "0"（不限制），或者让缓存小于上限：mountOptions 里的 file-cache:max-size-mb。',
    },
  ],
  debrief: {
    en: 'Errno 107 on a mounted bucket: gcsfuse has ended, nearly always for lack of memory; only a new pod gets a new mount. A cache in an emptyDir of medium Memory counts as memory of the container that writes it. Here that is the sidecar, with all 141 GB of weights.',
    zh: '挂载的存储桶报 Errno 107：gcsfuse 已经退出，几乎都是内存不足；只有新的 Pod 才会重新挂载。medium 为 Memory 的 emptyDir 里的缓存，算作写入它的容器的内存。这里写入的是 sidecar，装的是全部 141 GB 权重。',
  },
  minutes: 15,
  level: 3,
  topics: ['Cloud Storage FUSE', 'memory', 'sidecar'],
  source: 'https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver/blob/main/docs/troubleshooting.md',
  stage: 'serving',
  broken: function* (context) {
    yield run(patchServer(context, { op: 'replace', path: LIMIT, value: '4Gi' }));
    yield* until(restarted(context, DEPLOYMENT, 1));
  },
  items: bucketGoals,
  solution: (context) => [
    {
      why: {
        en: 'The last state of gke-gcsfuse-sidecar is OOMKilled, and its limit is 4Gi. The cache of the weights lies in memory.',
        zh: 'gke-gcsfuse-sidecar 的上一次状态是 OOMKilled，上限是 4Gi，而权重的缓存放在内存里。',
      },
      actions: (function* () {
        yield run(kubectl`describe pods -l ${APP_SELECTOR} -n ${context.config.NAMESPACE}`);
        yield run(patchServer(context, { op: 'replace', path: LIMIT, value: '0' }));
        yield* until(serverReady(context, 1, '90m'));
      })(),
    },
  ],
});
