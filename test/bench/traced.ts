import { lengthOf, type TraceRequest } from '../../lib/load/index.ts';
import type { Result } from '../../lib/load/report/index.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Activity } from '../../lib/target/target.ts';
import { waitFor } from '../../lib/wait/wait.ts';
import { bodies } from '../../runbook/load/command/bodies.ts';
import { measure } from '../../runbook/load/command/measure.ts';
import { endpoint } from '../../runbook/load/command/run.ts';
import { serverAddress } from '../../runbook/model-server/exposure.ts';
import type { Arrival } from '../../sandbox/simulate/traffic.ts';

/** Simulated arrivals, sent to the model server as `npm run load -- --trace FILE --stream --ignore-eos` sends them. */
export async function traced(traffic: readonly Arrival[], session: Session, activity: Activity): Promise<Result> {
  const { config, target, log, signal } = session;
  const address = await waitFor(serverAddress({ config }), session);
  const requests = traffic.map((one): TraceRequest => ({ ...one, at: one.at / 1000 }));
  const trace = { kind: 'trace', requests } as const;
  const unused = { least: 1, most: 1 };
  const wording = { model: config.MODEL, chat: false, ignoreEos: true, input: unused, output: unused, trace: requests };
  const body = bodies({ ...wording, seed: 0 });
  const options = { url: endpoint(`http://${address}`, false), body, traffic: trace, stream: true, signal };
  const pace = session.pace(activity);
  const { result } = await measure(
    { ...options, clock: target.clock },
    { seconds: lengthOf(trace), words: 'a trace', log },
  ).finally(() => pace.release());
  return result;
}
