import { shell } from '../command/command.ts';
import { list, type Selection } from '../kubernetes/objects.ts';
import { hasLabel, MANAGER, OBJECT_LABEL } from './label.ts';
import type { Thing } from './thing.ts';

export type Named = Selection & { readonly name: string };

/**
 * A Kubernetes object, recognised by its label. An object whose run was killed before it set the label has this runbook
 * as a field manager.
 */
export function ownObject(of: Named): Thing & { readonly of: Named } {
  return {
    of,
    name: `${of.resource}/${of.name}`,
    shell: shell`object_owner ${of.resource} ${of.name} ${of.namespace ? ['-n', of.namespace] : []}`,
    ownership: async (session, signal) => {
      const [object] = await list({ ...of, managers: true }, session, signal);
      if (!object) return 'absent';
      const { labels, managedFields = [] } = object.metadata;
      if (hasLabel(labels, OBJECT_LABEL)) return 'ours';
      return managedFields.some(({ manager }) => manager === MANAGER) ? 'unlabelled' : 'another';
    },
  };
}
