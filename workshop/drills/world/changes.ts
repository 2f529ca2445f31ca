import { type Command, kubectl } from '../../../lib/command/command.ts';
import type { StepContext } from '../../../lib/step/step.ts';
import { DEPLOYMENT } from '../../../runbook/tutorial/names.ts';

/** One operation of a JSON patch (RFC 6902). */
export interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/** Where the pod template keeps the model server's container. */
export const CONTAINER = '/spec/template/spec/containers/0';

/** Changes the Deployment of the model server. */
export function patchServer({ config }: StepContext, ...operations: readonly Operation[]): Command {
  return kubectl`patch deployment ${DEPLOYMENT} -n ${config.NAMESPACE} --type=json -p ${JSON.stringify(operations)}`;
}

/** A key in the path of a JSON patch. */
export const inPointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
