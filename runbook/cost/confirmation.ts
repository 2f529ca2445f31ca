import { buckets } from '../../lib/google/storage.ts';
import { inventory } from '../../lib/ownership/inventory.ts';
import { hasLabel } from '../../lib/ownership/label.ts';
import type { Confirmation } from '../../lib/runner/confirm.ts';
import type { Session } from '../../lib/session/session.ts';
import { line } from '../cleanup/left-over.ts';
import { ours } from '../cleanup/ours.ts';
import { LEARNER_LABEL } from '../tutorial/names.ts';
import { costPerHour, dollars } from './prices.ts';

/** Names the project, what is created with its price per hour, and what is deleted. */
export const confirmation: Confirmation = async (session, steps) => {
  const { PROJECT_ID } = session.config;
  const creates = steps.some(({ weight }) => weight === 'creates');
  const deletes = steps.some(({ weight }) => weight === 'deletes');
  return [
    `Project ${PROJECT_ID}:`,
    ...(creates ? [creation(session)] : []),
    // Only resources that exist before the run need a confirmation of their deletion.
    ...(deletes ? await deletion(session) : []),
  ].join('\n');
};

function creation({ config }: Session): string {
  const { CLUSTER, CLUSTER_NAME, MACHINE_TYPE, MAX_REPLICAS, SPARE_NODES } = config;
  const { base, tpuNode } = costPerHour(config);
  const nodes = MAX_REPLICAS + SPARE_NODES;
  const cluster = CLUSTER === 'existing' ? '' : `cluster ${CLUSTER_NAME} and `;
  const fixed = CLUSTER === 'existing' ? 0 : base;
  const least = dollars(fixed + tpuNode);
  const most = dollars(fixed + nodes * tpuNode);
  return `  creates ${cluster}1 to ${nodes} TPU nodes ${MACHINE_TYPE}: ${least} to ${most} an hour`;
}

async function deletion(session: Session): Promise<readonly string[]> {
  const { config } = session;
  const found = (await inventory(session, ours({ config }))).filter(({ owner }) => owner === 'ours');
  const learners = config.CLUSTER === 'existing' ? [] : await learnersOf(session);
  return [
    ...found.map((item) => `  deletes ${line(item)}`),
    ...learners.map(
      (name) =>
        `  deletes the model server of learner ${name} with the cluster, and keeps the bucket of learner ${name}`,
    ),
  ];
}

/** The learners with a bucket in the project: their buckets have a learner label. */
async function learnersOf(session: Session): Promise<readonly string[]> {
  const all = (await buckets(session)).filter(({ labels }) => hasLabel(labels));
  return [...new Set(all.flatMap(({ labels }) => labels?.[LEARNER_LABEL] ?? []))].sort();
}
