import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { pause, run, until } from '../../../lib/step/actions.ts';
import type { StepContext } from '../../../lib/step/step.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { DEPLOYMENT, principal } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { bucketGoals } from '../world/server-goals.ts';
import { eventSays } from '../world/symptoms.ts';

export const missingIam = drill({
  id: 'missing-iam',
  title: { en: 'It ran until it was restarted', zh: '重启之前一切正常' },
  story: {
    en: 'The model server ran for three weeks. Tonight somebody restarted it, only to get a clean log, and it does not come back: the pod has a node and no running container. "Nothing was changed", say all. Only the minutes of last week have a line: "unused grants removed".',
    zh: '模型服务器稳定运行了三周。今晚有人重启了一下，只是想要一份干净的日志，结果再也起不来：Pod 有节点，却没有运行的容器。所有人都说“什么都没改”。只有上周的会议纪要里有一句：“清理了不再使用的授权”。',
  },
  goal: {
    en: 'The model server is ready, answers a completion request, and reads its weights from the bucket.',
    zh: '模型服务器就绪，能回答补全请求，并从存储桶读取权重。',
  },
  hints: [
    {
      en: 'A running server has its weights in memory and does not notice that it lost the bucket. What does a new pod need before its containers start?',
      zh: '运行中的服务器权重都在内存里，失去存储桶也察觉不到。新 Pod 在容器启动之前需要什么？',
    },
    {
      en: 'The event FailedMount names the missing permission. Who has a role on the bucket? gcloud storage buckets get-iam-policy gs://BUCKET',
      zh: 'FailedMount 事件里写了缺少的权限。谁在存储桶上有角色？gcloud storage buckets get-iam-policy gs://BUCKET',
    },
    {
      en: 'Grant roles/storage.objectUser on the bucket to the principal of the service account of the pod, and wait some minutes. npx tsx runbook/05-service-account.ts has the command.',
      zh: '把存储桶上的 roles/storage.objectUser 授予 Pod 所用服务账号的 principal，然后等几分钟。命令见 npx tsx runbook/05-service-account.ts。',
    },
  ],
  debrief: {
    en: 'A restart finds what was lost days before: ask what the pod needs at its start, and since when that is missing. On Google Cloud, the audit logs in Cloud Logging say who removed a binding and when; the sandbox has no Cloud Logging. FailedMount with PermissionDenied: the policy of the bucket, with the principal of the Kubernetes service account. New bindings take minutes; the kubelet tries again by itself.',
    zh: '重启会暴露几天前就丢掉的东西：想想 Pod 启动时依赖什么，又是从什么时候开始缺失的。在 Google Cloud 上，Cloud Logging 的审计日志会说明是谁、何时移除了绑定；沙盒没有 Cloud Logging。FailedMount 加 PermissionDenied：检查存储桶的政策里有没有该 Kubernetes 服务账号的 principal。新绑定要几分钟才生效，kubelet 会自己重试。',
  },
  minutes: 15,
  level: 2,
  topics: ['IAM', 'Workload Identity', 'Cloud Storage FUSE'],
  source: 'https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver/blob/main/docs/troubleshooting.md',
  stage: 'serving',
  broken: function* (context) {
    const { NAMESPACE } = context.config;
    yield run(policy('remove', context));
    yield* pause('15m', 'until the change of the policy has taken effect');
    yield run(kubectl`rollout restart deployment ${DEPLOYMENT} -n ${NAMESPACE}`);
    yield* until(eventSays(context, /storage\.objects\.list/));
  },
  items: bucketGoals,
  solution: (context) => [
    {
      why: {
        en: 'The event says that storage.objects.list is denied, and the policy of the bucket has no binding for the principal of the pod.',
        zh: '事件说明 storage.objects.list 被拒绝，而存储桶的政策里没有 Pod 的 principal。',
      },
      actions: [run(gcloud`storage buckets get-iam-policy gs://${context.config.GSBUCKET}`)],
    },
    {
      why: {
        en: 'Grant the role. The kubelet mounts the bucket as soon as it takes effect.',
        zh: '授予角色。生效后 kubelet 会自动挂载存储桶。',
      },
      actions: (function* () {
        yield run(policy('add', context));
        yield* until(serverReady(context, 1, '90m'));
      })(),
    },
  ],
});

function policy(verb: 'add' | 'remove', { config }: StepContext) {
  const member = principal(config, config.NAMESPACE, config.KSA_NAME);
  return gcloud`storage buckets ${verb}-iam-policy-binding gs://${config.GSBUCKET} --member=${member} --role=roles/storage.objectUser`;
}
