import { join } from 'node:path';
import { figuresOf, flawOf, hpaManifest } from '../../lib/calibration/index.ts';
import { writeWhole } from '../../lib/config/folders.ts';
import { OBJECT_LABEL } from '../../lib/ownership/label.ts';
import type { Session } from '../../lib/session/session.ts';
import { HPA } from '../tutorial/names.ts';
import type { Calibration } from './calibrate.ts';
import { reportPage } from './page.ts';
import { RUNNING, WAITING } from './scrape.ts';

/** The proposal as a manifest, as JSON and as a page. */
export async function writeProposal(found: Calibration, session: Session): Promise<void> {
  const { subject, workload, rungs, proposal, folder } = found;
  const { hpa, own, deployment, namespace, image } = subject;
  const at = new Date(session.target.clock.now()).toISOString();
  const where = session.target.kind === 'sandbox' ? 'the sandbox (simulated)' : 'Google Cloud';
  const head = [
    `Found by npm run calibrate on ${where} at ${at}.`,
    `Model ${workload.model}, image ${image}, answers of ${workload.outputTokens} tokens on average.`,
    'Other models, images, machines and lengths of requests need another calibration.',
  ];
  const names = {
    name: own ? HPA : (hpa?.metadata.name ?? `${deployment}-hpa`),
    namespace: own ? undefined : namespace,
    deployment,
    labels: { [OBJECT_LABEL.key]: OBJECT_LABEL.value },
    waiting: WAITING,
    running: RUNNING,
  };
  const manifest = hpaManifest(proposal, names, head);
  await writeWhole(join(folder, 'vllm-hpa.yaml'), manifest);
  await writeWhole(join(folder, 'report.html'), reportPage(found, manifest, head.join(' ')));
  const data = {
    at,
    target: session.target.kind,
    deployment,
    namespace,
    image,
    workload,
    proposal,
    rungs: rungs.map((rung) => ({ ...figuresOf(rung), flaw: flawOf(rung), ...rung })),
  };
  await writeWhole(join(folder, 'calibration.json'), `${JSON.stringify(data, undefined, 2)}\n`);
}
