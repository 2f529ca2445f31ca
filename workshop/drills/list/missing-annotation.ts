import { kubectl } from '../../../lib/command/command.ts';
import { run, until } from '../../../lib/step/actions.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { drill } from '../drill.ts';
import { inPointer, patchServer } from '../world/changes.ts';
import { bucketGoals } from '../world/server-goals.ts';
import { eventSays } from '../world/symptoms.ts';

const KEY = 'gke-gcsfuse/volumes';
const AT = inPointer(KEY);

export const missingAnnotation = drill({
  id: 'missing-annotation',
  title: { en: 'ContainerCreating, for an hour', zh: '一小时的 ContainerCreating' },
  story: {
    en: 'Somebody tidied up the manifest: "annotations belong into one place". The diff shows the same lines as before, in another order. Since the rollout the pod has a node and stays in ContainerCreating. There is no log, and nothing restarts.',
    zh: '有人整理了清单：“注解应该放在同一个地方”。diff 里还是原来那些行，只是顺序变了。滚动更新之后，Pod 有节点，却一直停在 ContainerCreating：没有日志，也没有重启。',
  },
  goal: {
    en: 'The model server is ready, answers a completion request, and still reads its weights from the bucket.',
    zh: '模型服务器就绪，能回答补全请求，并且仍然从存储桶读取权重。',
  },
  hints: [
    {
      en: 'No container has started, so logs are empty. The kubelet reports in events: kubectl describe pod -l app=vllm-tpu -n vllm',
      zh: '容器都没启动，当然没有日志。kubelet 的报告在事件里：kubectl describe pod -l app=vllm-tpu -n vllm',
    },
    {
      en: 'FailedMount misses a sidecar. Who adds the sidecar, and where does it look whether to do so?',
      zh: 'FailedMount 说缺少 sidecar。sidecar 是谁加上的？它根据哪里的内容决定加不加？',
    },
    {
      en: 'A webhook reads the annotation gke-gcsfuse/volumes: "true" of the pod: it belongs below spec.template.metadata of the Deployment, not below metadata.',
      zh: 'webhook 读取的是 Pod 上的注解 gke-gcsfuse/volumes: "true"：它应该写在 Deployment 的 spec.template.metadata 下，而不是 metadata 下。',
    },
  ],
  debrief: {
    en: 'ContainerCreating that lasts: events, and there FailedMount. Whatever a webhook adds to pods (Cloud Storage FUSE, Istio) looks at the pod, and a pod gets only what the template has. Same lines at another depth are another manifest.',
    zh: 'ContainerCreating 一直不变：看事件里的 FailedMount。凡是由 webhook 注入 Pod 的东西（Cloud Storage FUSE、Istio）看的都是 Pod，而 Pod 只继承模板里的内容。同样的行换了缩进，就是另一份清单。',
  },
  minutes: 10,
  level: 2,
  topics: ['Cloud Storage FUSE', 'annotations', 'events'],
  source: 'GoogleCloudPlatform/gcs-fuse-csi-driver#153',
  stage: 'serving',
  broken: function* (context) {
    yield run(
      patchServer(
        context,
        { op: 'remove', path: `/spec/template/metadata/annotations/${AT}` },
        { op: 'add', path: `/metadata/annotations/${AT}`, value: 'true' },
      ),
    );
    yield* until(eventSays(context, /failed to find the sidecar container/));
  },
  items: bucketGoals,
  solution: (context) => [
    {
      why: {
        en: 'The event says "failed to find the sidecar container in Pod spec": the pods lack the annotation, which is on the Deployment.',
        zh: '事件是 "failed to find the sidecar container in Pod spec"：注解写在了 Deployment 上，Pod 上没有。',
      },
      actions: (function* () {
        yield run(kubectl`get events -n ${context.config.NAMESPACE} --field-selector=reason=FailedMount`);
        yield run(
          patchServer(context, { op: 'add', path: `/spec/template/metadata/annotations/${AT}`, value: 'true' }),
        );
        yield* until(serverReady(context, 1, '90m'));
      })(),
    },
  ],
});
