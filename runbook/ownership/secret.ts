import { type Command, kubectl, withSecret } from '../../lib/command/command.ts';
import { type Config, isStored, type Secret, type StoredSecret } from '../../lib/config/index.ts';
import { accessSecret, revealed } from '../../lib/google/secret-manager.ts';
import { secretHolds } from '../../lib/kubernetes/secret.ts';
import { OURS } from '../../lib/ownership/label.ts';
import { ownObject } from '../../lib/ownership/object.ts';
import { existsAsOurs } from '../../lib/ownership/thing.ts';
import { type Session, shownLine } from '../../lib/session/session.ts';
import { isSo, perform, run } from '../../lib/step/actions.ts';
import type { Actions } from '../../lib/step/step.ts';
import { asManager, createOurs, label } from './created.ts';

/** One key of a Kubernetes Secret and the variable with its value. */
interface SecretValue {
  readonly name: string;
  readonly key: string;
  readonly namespace: string;
  readonly variable: string;
  readonly value: Secret;
}

/** The token with which vLLM downloads the weights. */
export function huggingFaceToken({ NAMESPACE: namespace, HF_TOKEN: value }: Config): SecretValue {
  return { name: 'hf-secret', key: 'hf_api_token', namespace, variable: 'HF_TOKEN', value };
}

/** The key that clients of the model server must send. Call only with VLLM_API_KEY set. */
export function apiKey({ NAMESPACE: namespace, VLLM_API_KEY }: Config): SecretValue {
  return { name: 'vllm-api-key', key: 'api_key', namespace, variable: 'VLLM_API_KEY', value: VLLM_API_KEY! };
}

/** Creates the Secret through standard input. Replaces our Secret if its value differs, never somebody else's. */
export function* createSecret(command: Command, secret: SecretValue): Actions & Generator {
  const { name, namespace, variable, value } = secret;
  const of = { resource: 'secret', name, namespace };
  if (isStored(value)) yield* readStored(variable, value);
  const withValue = withSecret(command, variable, value);
  const created = yield* createOurs(withValue, of);
  if (created || (yield* isSo(secretHolds(secret, value)))) return;
  yield run(kubectl`delete secret -l ${OURS} --field-selector=metadata.name=${name} --namespace ${namespace}`);
  yield run(asManager(withValue), { already: existsAsOurs(ownObject(of)) });
  yield label(of);
}

/** Reads the value, whose command is shown and whose output is not. A script reads it at its beginning. */
function readStored(variable: string, value: StoredSecret): Actions & Generator {
  const read = async (session: Session): Promise<void> => {
    session.log.write({ kind: 'command', line: `${variable}="$(${shownLine(session, accessSecret(value.at))})"` });
    await revealed(value, session);
  };
  return perform(`read ${variable} from Secret Manager`, undefined, read, { kind: 'run', commands: [] });
}
