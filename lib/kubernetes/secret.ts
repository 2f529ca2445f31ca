import { shell } from '../command/command.ts';
import { shellVariable } from '../command/variable.ts';
import { revealed } from '../google/secret-manager.ts';
import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { kubernetes } from './objects.ts';

/** The Secret holds the variable's value under the key. Neither value is ever printed. */
export function secretHolds(
  of: { readonly name: string; readonly key: string; readonly namespace: string; readonly variable: string },
  value: { reveal(): string },
): Condition<boolean> {
  const condition = kubernetes({
    what: `secret/${of.name} holds ${of.key}`,
    placeholder: true,
    timeout: duration('1m'),
    shell: { words: shell`secret_holds ${of.name} ${of.key} ${shellVariable(of.variable)} -n ${of.namespace}` },
    of: { resource: 'secret', name: of.name, namespace: of.namespace },
    judge: ([secret]) => {
      const held = secret?.data?.[of.key] as string | undefined;
      if (held === undefined) return pending(`secret/${of.name} ${secret ? `has no key ${of.key}` : 'not found'}`);
      return Buffer.from(held, 'base64').toString('utf8') === value.reveal()
        ? met(true)
        : pending(`secret/${of.name} has a different ${of.key}`);
    },
  });
  return {
    ...condition,
    look: async (session, signal, since) => {
      await revealed(value, session);
      return condition.look(session, signal, since);
    },
  };
}
