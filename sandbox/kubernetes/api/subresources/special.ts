import type { ResourceHandler } from '../context.ts';
import { patchObject } from '../patch/patch.ts';
import { getObject } from '../read.ts';
import type { Verb } from '../target.ts';
import { updateObject } from '../write.ts';
import { finalize, requestToken } from './accounts.ts';
import { getLog } from './log.ts';
import { getMetrics, listMetrics } from './metrics.ts';
import { bind, evict, requireUpgrade } from './pods.ts';
import { reviewAccess, reviewRules, reviewSubject } from './reviews.ts';
import { getScale, patchScale, updateScale } from './scale.ts';

type Handlers = Partial<Record<Verb, ResourceHandler>>;

/** Routes beyond reading and writing stored objects, by `plural/subresource` or `group/plural`. */
export const SPECIAL: Readonly<Record<string, Handlers>> = {
  '*/scale': { get: getScale, patch: patchScale, update: updateScale },
  '*/status': { get: getObject, patch: patchObject, update: updateObject },
  'authentication.k8s.io/selfsubjectreviews': { create: reviewSubject },
  'authorization.k8s.io/selfsubjectaccessreviews': { create: reviewAccess },
  'authorization.k8s.io/selfsubjectrulesreviews': { create: reviewRules },
  'metrics.k8s.io/nodes': { get: getMetrics, list: listMetrics },
  'metrics.k8s.io/pods': { get: getMetrics, list: listMetrics },
  'namespaces/finalize': { update: finalize },
  'pods/attach': { create: requireUpgrade, get: requireUpgrade },
  'pods/binding': { create: bind },
  'pods/eviction': { create: evict },
  'pods/exec': { create: requireUpgrade, get: requireUpgrade },
  'pods/portforward': { create: requireUpgrade, get: requireUpgrade },
  'pods/log': { get: getLog },
  'serviceaccounts/token': { create: requestToken },
};
