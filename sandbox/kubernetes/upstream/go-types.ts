/** A field of a Go struct, with what its tags and the markers in its comment say. */
export interface GoField {
  readonly type: string;
  /** Its name in JSON; '' for one whose members JSON has in the outer object. */
  readonly json: string;
  readonly omitEmpty: boolean;
  /** Its number in protobuf; undefined when it is not sent. */
  readonly number: number | undefined;
  readonly patchStrategy: readonly string[];
  readonly patchMergeKey: string | undefined;
  readonly markers: Markers;
}

/** `+listType=map` as `listType: ['map']`. */
export type Markers = Readonly<Record<string, readonly string[]>>;

export interface GoStruct {
  readonly name: string;
  readonly markers: Markers;
  readonly fields: readonly GoField[];
}

const STRUCT = /((?:^\/\/.*\n|^\n)*)^type (\w+) struct \{\n([\s\S]*?)^\}/gm;
const FIELD = /((?:^\t\/\/.*\n|^\s*\n)*)^\t(?:\w+ +)?(\S+) +`(.*)`/gm;

/** Reads the structs of a `types.go` of Kubernetes, formatted as gofmt does. */
export function parseStructs(text: string): GoStruct[] {
  return [...text.matchAll(STRUCT)].map(([, comment, name, body]) => ({
    name: name!,
    markers: markersOf(comment!),
    fields: [...body!.matchAll(FIELD)].map(([, above, type, tags]) => field(above!, type!, tags!)),
  }));
}

function field(comment: string, type: string, tags: string): GoField {
  const tag = (name: string): string[] => new RegExp(`\\b${name}:"([^"]*)"`).exec(tags)?.[1]?.split(',') ?? [];
  const [json = '', ...options] = tag('json');
  const [, number] = tag('protobuf');
  const [patchMergeKey] = tag('patchMergeKey');
  return {
    type,
    json,
    omitEmpty: options.includes('omitempty'),
    number: number === undefined ? undefined : Number(number),
    patchStrategy: tag('patchStrategy'),
    patchMergeKey,
    markers: markersOf(comment),
  };
}

function markersOf(comment: string): Markers {
  const markers: Record<string, string[]> = {};
  for (const [, name, value] of comment.matchAll(/^\s*\/\/ \+([\w:]+)(?:=(.*))?$/gm)) {
    markers[name!] = [...(markers[name!] ?? []), value ?? ''];
  }
  return markers;
}
