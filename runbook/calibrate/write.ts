import { join } from 'node:path';
import { figuresOf, flawOf, hpaManifest } from '../../lib/calibration/index.ts';
import { writeWhole } from '../../lib/config/folders.ts';
import { OBJECT_LABEL } from '../../lib/ownership/label.ts';
import type { Session } from '../../lib/session/session.ts';
import { HPA } from '../tutorial/names.ts';
import type { Calibration } from './calibrate.ts';
import { reportPage } from './page.ts';
import { proofSections } from './proof-section.ts';
import type { Proof } from './prove.ts';
import { RUNNING, WAITING } from './scrape.ts';

/** The proposal as a manifest, as JSON and as a page. */
export async function writeResults(found: Calibration, session: Session, proof?: Proof): Promise<void> {
  const { subject, workload, rungs, proposal, folder } = found;
  const { deployment, namespace, image } = subject;
  const at = new Date(session.target.clock.now()).toISOString();
  const head = headOf(found, at, session);
  const manifest = manifestOf(found, head);
  await writeWhole(join(folder, 'vllm-hpa.yaml'), manifest);
  const more = proof ? proofSections(proof) : [];
  await writeWhole(join(folder, 'report.html'), reportPage(found, manifest, head.join(' '), more));
  const data = {
    at,
    target: session.target.kind,
    deployment,
    namespace,
    image,
    workload,
    proposal,
    rungs: rungs.map((rung) => ({ ...figuresOf(rung), flaw: flawOf(rung), ...rung })),
    ...(proof && { proof }),
  };
  await writeWhole(join(folder, 'calibration.json'), `${JSON.stringify(data, undefined, 2)}\n`);
}

/** The autoscaler's manifest. @param head lines above it */
export function manifestOf({ subject, proposal }: Calibration, head: readonly string[] = []): string {
  const { hpa, own, deployment, namespace } = subject;
  return hpaManifest(
    proposal,
    {
      name: own ? HPA : (hpa?.metadata.name ?? `${deployment}-hpa`),
      namespace: own ? undefined : namespace,
      deployment,
      // The cleanup deletes what has the label.
      labels: own ? { [OBJECT_LABEL.key]: OBJECT_LABEL.value } : undefined,
      waiting: WAITING,
      running: RUNNING,
    },
    head,
  );
}

function headOf({ subject: { image }, workload }: Calibration, at: string, { target }: Session): readonly string[] {
  return [
    `Found by npm run calibrate on ${target.kind === 'sandbox' ? 'the sandbox (simulated)' : 'Google Cloud'} at ${at}.`,
    `Model ${workload.model}, image ${image}, answers of ${workload.outputTokens} tokens on average.`,
    'Calibrate again after you change the model, the image, the machine type, or the request lengths.',
  ];
}
