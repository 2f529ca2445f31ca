import { gcloud } from '../../../lib/command/command.ts';
import { clusterGone } from '../../../lib/google/cluster.ts';
import { aggregated, type ComputeItem } from '../../../lib/google/compute.ts';
import type { Session } from '../../../lib/session/session.ts';
import { perform, run, until } from '../../../lib/step/actions.ts';
import type { Actions } from '../../../lib/step/step.ts';
import { drill } from '../drill.ts';
import { weightsItem, withWeights } from '../world/bucket-goals.ts';

export const leftoverLoadBalancer = drill({
  id: 'leftover-load-balancer',
  title: { en: 'The bill after the cluster', zh: '集群删除之后的账单' },
  story: {
    en: 'The cluster was deleted yesterday: gcloud container clusters list is empty. This morning the billing report still shows networking, by the hour. The weights in the bucket must stay: tomorrow the team deploys again.',
    zh: '集群昨天已经删除：gcloud container clusters list 为空。今早的账单里却仍有按小时计费的网络费用。存储桶里的权重必须保留：明天团队还要再次部署。',
  },
  goal: {
    en: 'No load balancer is billed in the project, and the bucket still has the weights.',
    zh: '项目中没有仍在计费的负载均衡器，并且存储桶里的权重还在。',
  },
  hints: [
    {
      en: 'A controller in a cluster created the load balancer and deletes it together with the Service. Does that cluster still exist?',
      zh: '负载均衡器由一个控制器创建，也应由它删除。这个控制器原来运行在哪里？',
    },
    {
      en: 'A Service of type LoadBalancer is a forwarding rule of Compute Engine: gcloud compute forwarding-rules list.',
      zh: 'LoadBalancer 类型的 Service 对应 Compute Engine 的转发规则：gcloud compute forwarding-rules list。',
    },
    {
      en: 'gcloud compute forwarding-rules delete NAME --region=REGION',
      zh: 'gcloud compute forwarding-rules delete NAME --region=REGION',
    },
  ],
  debrief: {
    en: 'Delete the Services of type LoadBalancer before the cluster: their controller runs in the cluster and is deleted with it. npx tsx runbook/99-cleanup.ts keeps this order and lists what is left.',
    zh: '删除集群之前先删除 LoadBalancer 类型的 Service：负责它们的控制器在集群里，会和集群一起消失。npx tsx runbook/99-cleanup.ts 按这个顺序删除，并列出残留的资源。',
  },
  minutes: 10,
  level: 1,
  topics: ['cost', 'load balancer', 'cleanup'],
  source: 'https://cloud.google.com/kubernetes-engine/docs/how-to/deleting-a-cluster',
  stage: 'serving',
  broken: function* ({ config: { CLUSTER_NAME, CONTROL_PLANE_LOCATION } }) {
    yield run(gcloud`container clusters delete ${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION} --quiet --async`);
    yield* until(clusterGone(CLUSTER_NAME));
  },
  items: ({ config }) => [
    {
      what: { en: 'No load balancer is left', zh: '没有残留的负载均衡器' },
      points: 100,
      met: { en: 'The project has no forwarding rule.', zh: '项目中没有转发规则。' },
      unmet: { en: 'The project has a forwarding rule, which is billed.', zh: '项目中还有转发规则，仍在计费。' },
      ask: withWeights(config, async (session) => (await rules(session)).length === 0),
    },
    weightsItem(config),
  ],
  solution: () => [
    {
      why: {
        en: 'The forwarding rule is the load balancer. Its description names the Service that it belonged to.',
        zh: '转发规则就是负载均衡器。它的描述里写着所属的 Service。',
      },
      actions: deleteRules(),
    },
  ],
});

const rules = (session: Session): Promise<readonly ComputeItem[]> => aggregated(session, 'forwardingRules');

function* deleteRules(): Actions & Generator {
  yield run(gcloud`compute forwarding-rules list`);
  const left = yield* perform<readonly ComputeItem[]>('list the forwarding rules', [], rules);
  for (const { name, region = '' } of left)
    yield run(gcloud`compute forwarding-rules delete ${name} --region=${region.split('/').at(-1)} --quiet`);
}
