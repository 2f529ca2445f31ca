/** One word of a container's command line, and where it stands in the pod's spec. */
export interface Word {
  readonly container: number;
  readonly field: 'command' | 'args';
  readonly index: number;
  readonly text: string;
}

/** The part of a pod's spec that starts its programs. */
export interface PodSpec {
  readonly containers: readonly { readonly command?: readonly string[]; readonly args?: readonly string[] }[];
}

/** The command lines of all containers; a word of `sh -c` has a whole script. */
export function wordsOf({ containers }: PodSpec): readonly Word[] {
  return containers.flatMap((each, container) =>
    (['command', 'args'] as const).flatMap((field) =>
      (each[field] ?? []).map((text, index) => ({ container, field, index, text })),
    ),
  );
}

/** A JSON patch of a Deployment: the word without the flag. */
export function withoutFlag({ container, field, index, text }: Word, flag: RegExp): object {
  const path = `/spec/template/spec/containers/${container}/${field}/${index}`;
  const rest = text.replace(flag, '').trim();
  return rest === '' ? [{ op: 'remove', path }] : [{ op: 'replace', path, value: rest.replaceAll(/ {2,}/g, ' ') }];
}

/** A JSON patch of a Deployment: the flag with its value, instead of the word that has it, or after the last word. */
export function withFlag(words: readonly Word[], flag: string, value: string): object {
  const text = `${flag}=${value}`;
  const old = words.find((word) => word.text === flag || word.text.startsWith(`${flag}=`));
  const { container, field, index } = old ?? words.at(-1)!;
  const list = `/spec/template/spec/containers/${container}/${field}`;
  return old
    ? [{ op: 'replace', path: `${list}/${index}`, value: text }]
    : [{ op: 'add', path: `${list}/-`, value: text }];
}
