import { kubectl } from '../../lib/command/command.ts';
import { weightsStaged } from '../../lib/google/storage.ts';
import { jobComplete } from '../../lib/kubernetes/job.ts';
import { OURS } from '../../lib/ownership/label.ts';
import { apply, isSo, run, until } from '../../lib/step/actions.ts';
import { step } from '../../lib/step/step.ts';
import { serviceAccount } from '../05-service-account.ts';
import { modelServer } from '../06-model-server.ts';
import { manifest } from '../tutorial/manifests.ts';

const JOB = 'stage-weights';

export const stageWeights = step({
  id: '05-stage-weights',
  title: 'Stage the weights in the bucket from a CPU node while the TPU nodes start',
  section: modelServer.section,
  needs: [serviceAccount.id],
  actions: function* ({ config }) {
    const { GSBUCKET, KSA_NAME, MODEL, NAMESPACE } = config;
    const HARDENED = config.HARDENED === 'on';
    // A kept bucket has them.
    if (yield* isSo(weightsStaged(GSBUCKET, MODEL))) return;
    // A Job cannot be changed or restarted. The files that an earlier Job downloaded stay.
    yield run(kubectl`delete job ${JOB} --ignore-not-found -n ${NAMESPACE}`);
    yield apply(manifest('stage-weights.yaml'), {
      namespace: NAMESPACE,
      parameters: { KSA_NAME, GSBUCKET, MODEL, HARDENED },
    });
    yield* until(jobComplete({ name: JOB, namespace: NAMESPACE }, '90m'));
    yield* until(weightsStaged(GSBUCKET, MODEL));
  },
  done: ({ config }) => [weightsStaged(config.GSBUCKET, config.MODEL)],
  undo: { inside: ({ config }) => [run(kubectl`delete job -l ${OURS} -n ${config.NAMESPACE}`)] },
});
