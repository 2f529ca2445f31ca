import { describe, expect, it } from 'vitest';
import { nextTime, parseSchedule } from '../../../../../sandbox/kubernetes/controllers/cronjob/schedule.ts';
import { MINUTE, podTemplate, type Rig, SECOND, startRig } from '../../rig.ts';

const next = (text: string, after: string): string | undefined => {
  const at = nextTime(parseSchedule(text)!, Date.parse(after));
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16);
};

describe('a schedule', () => {
  it.each([
    ['30 5 29 11 *', '2026-11-29T05:29:59Z', '2026-11-29T05:30'],
    ['30 5 29 11 *', '2026-11-29T05:30:00Z', '2027-11-29T05:30'],
    ['*/15 * * * *', '2026-11-29T05:16:00Z', '2026-11-29T05:30'],
    ['0 9-17 * * 1-5', '2026-11-27T17:00:00Z', '2026-11-30T09:00'],
    ['0 0 1 * 7', '2026-11-29T00:00:00Z', '2026-12-01T00:00'],
    ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00'],
    ['0 0 30 2 *', '2026-01-01T00:00:00Z', undefined],
  ])('%s after %s comes at %s', (text, after, expected) => {
    expect(next(text, after)).toBe(expected);
  });

  it.each(['', '* * * *', '60 * * * *', '* * * 13 *', 'a * * * *', '*/0 * * * *'])('is not %j', (text) => {
    expect(parseSchedule(text)).toBeUndefined();
  });
});

describe('a CronJob that scales a Deployment', () => {
  const NAMESPACE = 'default';
  const scaled = (rig: Rig): number => rig.store.get('deployments', NAMESPACE, 'server')!.spec.replicas;

  /** The rig's time begins at 12:00; the job is due at 12:05. */
  async function createRig(verbs: readonly string[], more: object = {}): Promise<Rig> {
    const rig = await startRig();
    rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
    await rig.pass(2 * MINUTE);
    const labels = { app: 'server' };
    rig.create('deployments', {
      metadata: { namespace: NAMESPACE, name: 'server' },
      spec: { replicas: 1, selector: { matchLabels: labels }, template: podTemplate('server', { image: 'nginx' }) },
    });
    const metadata = { namespace: NAMESPACE, name: 'guard' };
    const resources = ['deployments', 'deployments/scale'];
    rig.create('roles', { metadata, rules: [{ apiGroups: ['apps'], resources, verbs, resourceNames: ['server'] }] });
    rig.create('rolebindings', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'guard' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: NAMESPACE }],
    });
    const container = {
      image: 'registry.k8s.io/kubectl:v1.33.5',
      args: ['scale', 'deployment/server', '--replicas=0'],
    };
    rig.create('cronjobs', {
      metadata,
      spec: {
        schedule: '5 12 22 11 *',
        jobTemplate: {
          spec: { backoffLimit: 1, template: podTemplate('guard', container, { restartPolicy: 'Never' }) },
        },
        ...more,
      },
    });
    return rig;
  }

  it('acts at its time, once', async () => {
    const rig = await createRig(['get', 'patch']);
    await rig.pass(2 * MINUTE + 50 * SECOND);
    expect(scaled(rig)).toBe(1);
    await rig.pass(MINUTE);
    expect(scaled(rig)).toBe(0);
    expect(rig.store.list('jobs').map(({ metadata }) => metadata.name)).toHaveLength(1);
    expect(rig.store.get('cronjobs', NAMESPACE, 'guard')!.status).toEqual({ lastScheduleTime: '2026-11-22T12:05:00Z' });
    await rig.pass(60 * MINUTE);
    expect(rig.store.list('jobs')).toHaveLength(1);
  });

  it('fails without the permission to scale', async () => {
    const rig = await createRig(['get']);
    await rig.pass(10 * MINUTE);
    expect(scaled(rig)).toBe(1);
    const [job] = rig.store.list('jobs');
    expect(job!.status.conditions.map(({ type }: { type: string }) => type)).toContain('Failed');
  });

  it('does nothing while it is suspended', async () => {
    const rig = await createRig(['get', 'patch'], { suspend: true });
    await rig.pass(10 * MINUTE);
    expect(rig.store.list('jobs')).toEqual([]);
  });
});
