import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { list } from '../../../lib/kubernetes/objects.ts';
import { whyNoNode } from '../../../lib/kubernetes/why-no-node.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { credentials } from '../../../runbook/02-credentials.ts';
import { billed } from '../../../runbook/cleanup/script.ts';
import { machinesOf } from '../../../runbook/cluster/machines.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

/** Names of clusters are unique in a location only. */
describe('a cluster whose name another location has too', () => {
  let at: Place;
  let session: Session;

  beforeAll(async () => {
    at = await place({ durations: { ...QUICK, clusterCreate: '5s', cpuNodeBoot: '5s' } });
    session = at.session({ NAMESPACE: 'default' });
    for (const region of ['us-east5', 'us-central1'])
      await did(
        gcloud`container clusters create vllm-tpu --location=${region} --node-locations=${`${region}-b`} --num-nodes=1`,
      );
    await runStep(credentials, session);
  });
  afterAll(() => at.clear());

  async function did(command: ReturnType<typeof gcloud>): Promise<string> {
    const { exitCode, stdout, stderr } = await session.ask(command, session.signal, 'wait');
    expect(exitCode, stderr).toBe(0);
    return stdout;
  }

  it('has its own machines only', async () => {
    const own = await did(gcloud`compute instances list --zones=us-east5-b --format=value(name)`);
    expect((await machinesOf(session)).map(({ name }) => name)).toEqual([own.trim()]);
  });

  it('has its own machines only in a script without Node', async () => {
    const [, , ...list] = billed({ config: session.config }).find(([kind]) => kind === 'machine')!;
    const own = await did(gcloud`compute instances list --zones=us-east5-b --format=value(name)`);
    expect(await did(gcloud`${list}`)).toBe(own);
  });

  it('does not wait for the machine of the other one', async () => {
    await did(kubectl`run large --image=busybox --overrides=${JSON.stringify(LARGE)}`);
    await expect.poll(reasons).toEqual([expect.stringContaining('PodScheduled')]);
  });

  const reasons = async (): Promise<readonly string[]> => {
    const pods = await list({ resource: 'pods', namespace: 'default' }, session, session.signal);
    return (await whyNoNode(pods, [], 0, session, session.signal)).map(({ line }) => line);
  };
});

/** A pod for which no node is large enough. */
const LARGE = {
  spec: { containers: [{ name: 'large', image: 'busybox', resources: { requests: { cpu: '200' } } }] },
};
