/** A property of an interface in a declaration file of `kubernetes-types`. */
export interface Property {
  readonly name: string;
  readonly description: string;
  readonly optional: boolean;
  /** As written: `Array<Container>`, `number | string`, `{ [name: string]: Quantity }`, `"apps/v1"`. */
  readonly type: string;
}

/** An interface, or an alias such as `type Time = string` (then without properties). */
export interface Declaration {
  readonly name: string;
  readonly description: string;
  readonly properties: readonly Property[];
  readonly alias?: string;
}

export interface Module {
  readonly declarations: readonly Declaration[];
  /** The path (`../meta/v1`) from which each foreign name is imported. */
  readonly imports: ReadonlyMap<string, string>;
}

const COMMENT = String.raw`(?:\/\*\*(?<comment>(?:[^*]|\*(?!\/))*)\*\/\s*)?`;
const DECLARATION = new RegExp(
  String.raw`${COMMENT}export (?:interface (?<name>\w+) \{\n(?<body>(?: {4}.*\n|\n)*)\}|type (?<alias>\w+) = (?<target>[^;]+);)`,
  'g',
);
const PROPERTY = new RegExp(
  String.raw`${COMMENT}(?:readonly )?(?<name>"[^"]+"|[$\w]+)(?<optional>\?)?: (?<type>\{[^}]*\}|[^;]+);`,
  'g',
);

/** Reads the regular form in which the package's generator writes declarations. */
export function parseModule(text: string): Module {
  const declarations = [...text.matchAll(DECLARATION)].map(({ groups = {} }): Declaration => {
    const description = plain(groups.comment);
    if (groups.alias) return { name: groups.alias, description, properties: [], alias: groups.target! };
    return { name: groups.name!, description, properties: [...groups.body!.matchAll(PROPERTY)].map(property) };
  });
  const imports = new Map<string, string>();
  for (const [, names, from] of text.matchAll(/import \{([^}]*)\} from "([^"]+)";/g)) {
    for (const name of names!.split(',')) imports.set(name.trim(), from!);
  }
  return { declarations, imports };
}

function property({ groups = {} }: RegExpMatchArray): Property {
  return {
    name: groups.name!.replaceAll('"', ''),
    description: plain(groups.comment),
    optional: groups.optional !== undefined,
    type: groups.type!.replace(/\s+/g, ' ').trim(),
  };
}

function plain(comment = ''): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}
