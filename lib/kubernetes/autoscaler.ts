import { shell } from '../command/command.ts';
import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { warningsIn } from './conditions.ts';
import { kubernetes } from './objects.ts';
import { condition } from './pods.ts';

/** The autoscaler can read its metric. */
export function hpaActive(of: { readonly name: string; readonly namespace: string }): Condition<boolean> {
  return kubernetes({
    what: `hpa/${of.name} reads its metric`,
    placeholder: true,
    timeout: duration('15m'),
    shell: {
      words: shell`kubectl wait hpa/${of.name} -n ${of.namespace} --for=condition=ScalingActive --timeout=30s`,
    },
    of: { resource: 'hpa', ...of },
    judge: ([hpa]) => {
      const active = hpa ? condition(hpa, 'ScalingActive') : undefined;
      return active?.status === 'True' ? met(true, active.message) : pending(active?.message ?? 'not evaluated');
    },
    speaker: 'autoscaler',
    // Loaded when the wait stalls, since most waits end before.
    evidence: async (session, signal, since) =>
      (await import('./evidence.ts')).objectEvidence({ resource: 'hpa', ...of }, 'autoscaler')(session, signal, since),
    warnings: warningsIn(of.namespace),
  });
}

/** A HorizontalPodAutoscaler has changed the number of replicas at least once. */
export function hpaScaled(of: { readonly name: string; readonly namespace: string }): Condition<boolean> {
  return kubernetes({
    what: `hpa/${of.name} has scaled`,
    placeholder: true,
    timeout: duration('15m'),
    of: { resource: 'hpa', ...of },
    judge: ([hpa]) => (hpa?.status?.lastScaleTime ? met(true) : pending('it has not scaled')),
  });
}
