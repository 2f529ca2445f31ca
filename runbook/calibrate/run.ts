import { confirm } from '../../lib/runner/confirm.ts';
import type { Session } from '../../lib/session/session.ts';
import { step } from '../../lib/step/step.ts';
import { costPerHour, dollars } from '../cost/prices.ts';
import { type Calibration, calibrate } from './calibrate.ts';
import { day } from './day.ts';
import { minutesOfLadder } from './minutes.ts';
import type { CalibrateOptions } from './options.ts';
import { formatDay, formatProof } from './proof-section.ts';
import { canProve, priceOfProof, prove } from './prove.ts';
import { type Subject, subjectOf } from './subject.ts';
import { writeResults } from './write.ts';

/** `npm run calibrate`: says what it costs, asks, and runs the experiment. @param consent given by --yes, and the command with it */
export async function runCalibration(
  options: CalibrateOptions,
  consent: { readonly yes: boolean; readonly command: string },
  session: Session,
): Promise<void> {
  const subject = await subjectOf(options.deployment, session);
  const weighty = step({
    id: 'calibrate',
    title: 'Calibrate',
    section: '',
    weight: 'creates',
    actions: () => [],
    done: () => [],
  });
  const question = async (): Promise<string> => priceOf(subject, options, session);
  await confirm([weighty], session, { ...consent, question });
  const found = await calibrate(subject, options, session);
  if (options.prove) await compare(found, options, session);
}

async function compare(found: Calibration, { budget }: CalibrateOptions, session: Session): Promise<void> {
  const { log, config } = session;
  const price = priceOfProof(found.proposal.scaling.max.value, costPerHour(config).tpuNode);
  const why = !(await canProve(found.subject, session))
    ? "it needs the tutorial's Deployment and the metrics adapter (npm start -- --to 09 --keep)"
    : budget !== undefined && price > budget
      ? `it costs up to ${dollars(price)}, more than --budget ${budget}`
      : undefined;
  if (why !== undefined) {
    log.write({ kind: 'warning', text: `The comparison was skipped: ${why}.` });
    return;
  }
  const proof = await prove(found, session);
  await writeResults(found, session, proof);
  log.write({ kind: 'output', text: formatProof(proof), whole: true });
  const simulated = await day(found, proof.limits.firstToken, session);
  await writeResults(found, session, { ...proof, day: simulated });
  if (typeof simulated === 'string') log.write({ kind: 'warning', text: `The day was not simulated: ${simulated}.` });
  else log.write({ kind: 'output', text: formatDay(simulated), whole: true });
}

function priceOf(
  subject: Subject,
  { outputTokens, prove, maxReplicas }: CalibrateOptions,
  { config }: Session,
): string {
  const { tpuNode, known } = costPerHour(config);
  const minutes = minutesOfLadder(outputTokens);
  const most = maxReplicas ?? config.MAX_REPLICAS;
  const proof = `  then runs two autoscalers with up to ${most} replicas: up to ${dollars(priceOfProof(most, tpuNode), known)}`;
  return [
    `Project ${config.PROJECT_ID}, Deployment ${subject.deployment} in namespace ${subject.namespace}:`,
    `  loads one replica to saturation for some ${minutes} minutes: ${dollars((tpuNode * minutes) / 60, known)} for its TPU node${subject.own ? '' : `, if it is a ${config.MACHINE_TYPE}`}`,
    ...(prove ? [proof] : []),
    '  users of this server wait meanwhile',
  ].join('\n');
}
