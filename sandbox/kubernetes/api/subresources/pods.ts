import { decode } from '../../resources/decode.ts';
import { SCHEMA_PREFIXES } from '../../resources/modules.ts';
import { shape } from '../../resources/shape.ts';
import { formatLabelSelector, labelSelector } from '../../store/selectors.ts';
import { StatusError } from '../../store/status-error.ts';
import { timestamp } from '../../time.ts';
import { parseBody } from '../body.ts';
import type { ResourceHandler } from '../context.ts';
import { HEADERS } from '../negotiate.ts';
import { existing } from '../read.ts';
import { writeOptions } from '../write-options.ts';
import { disruptionsAllowed } from './disruptions.ts';

const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

/** `pods/binding`: a scheduler's decision. */
export const bind: ResourceHandler = (context, target, request) => {
  const body = decode<{ target: { name?: string } }>(
    parseBody(request),
    shape(`${SCHEMA_PREFIXES['core/v1']}.Binding`),
  );
  const node = body.value.target?.name;
  if (!node) throw new StatusError('Invalid', 'Binding "" is invalid: target.name: Required value');
  const pod = existing(context, target);
  if (pod.spec.nodeName) {
    const message = `Operation cannot be fulfilled on pods/binding "${target.name}": pod ${target.name} is already assigned to node "${pod.spec.nodeName}"`;
    throw new StatusError('Conflict', message);
  }
  const { clock } = context.world;
  context.store.modify('pods', target.namespace, target.name!, (draft) => {
    draft.spec.nodeName = node;
    const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: timestamp(clock.now()) };
    const others = (draft.status?.conditions ?? []).filter(({ type }: { type: string }) => type !== 'PodScheduled');
    draft.status = { ...draft.status, conditions: [...others, scheduled] };
  });
  return { status: 201, headers: HEADERS, body: SUCCESS };
};

/** `pods/eviction`: a delete that a disruption budget may refuse. */
export const evict: ResourceHandler = (context, target, request) => {
  const { store } = context;
  const pod = existing(context, target);
  const { dryRun } = writeOptions(request);
  const eviction = decode<{ deleteOptions?: { gracePeriodSeconds?: number } }>(
    parseBody(request),
    shape(`${SCHEMA_PREFIXES['policy/v1']}.Eviction`),
  );
  for (const budget of store.list('poddisruptionbudgets', { namespace: target.namespace })) {
    const selected = labelSelector(formatLabelSelector(budget.spec.selector))(pod.metadata.labels ?? {});
    if (!selected || disruptionsAllowed(store, budget) > 0) continue;
    throw new StatusError('TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: `The disruption budget ${budget.metadata.name} needs more healthy pods`,
        },
      ],
    });
  }
  const action = () => store.delete('pods', target.namespace, target.name!, eviction.value.deleteOptions);
  if (dryRun) store.rehearse(action);
  else action();
  return { status: 201, headers: HEADERS, body: SUCCESS };
};

/** Streams to a container (`exec`, `attach`, `portforward`) need an upgrade of the protocol. */
export const requireUpgrade: ResourceHandler = (context, target) => {
  existing(context, target);
  throw new StatusError('BadRequest', 'Upgrade request required');
};
