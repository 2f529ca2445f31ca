/** The JSON form in `managedFields[].fieldsV1`. */
export interface FieldsV1 {
  readonly [element: string]: FieldsV1;
}

const NOTHING: FieldsV1 = {};

/**
 * A set of paths into an object, as a tree. The elements are those of FieldsV1: `f:name` for a member, `k:{"name":"x"}` for
 * an item of a list of objects, `v:"x"` for an item of a list of scalars.
 */
export class FieldSet {
  /** Whether the path that ends here is in the set. */
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
  #json: FieldsV1 | undefined;

  constructor(member = false, children: ReadonlyMap<string, FieldSet> = new Map()) {
    this.member = member;
    this.children = children;
  }

  static readonly leaf = new FieldSet(true);
  static readonly empty = new FieldSet();

  /** A set of the paths below the elements; elements with nothing below fall away. */
  static of(entries: Iterable<readonly [string, FieldSet]>, member = false): FieldSet {
    return new FieldSet(member, new Map([...entries].filter(([, child]) => !child.isEmpty)));
  }

  /** The sets of JSON forms: an entry lives through many writes of its object. */
  static readonly #known = new WeakMap<FieldsV1, FieldSet>();

  static parse(json: FieldsV1): FieldSet {
    const known = FieldSet.#known.get(json);
    if (known) return known;
    const parsed = read(json);
    parsed.#json = json;
    FieldSet.#known.set(json, parsed);
    return parsed;
  }

  get isEmpty(): boolean {
    return !this.member && this.children.size === 0;
  }

  union(other: FieldSet): FieldSet {
    if (this.includes(other)) return this;
    const children = new Map(this.children);
    for (const [element, child] of other.children) {
      children.set(element, children.get(element)?.union(child) ?? child);
    }
    return new FieldSet(this.member || other.member, children);
  }

  minus(other: FieldSet): FieldSet {
    if (!this.meets(other)) return this;
    const children = [...this.children].map(([element, child]): [string, FieldSet] => {
      const taken = other.children.get(element);
      return [element, taken ? child.minus(taken) : child];
    });
    return FieldSet.of(children, this.member && !other.member);
  }

  and(other: FieldSet): FieldSet {
    const children = [...this.children].map(([element, child]): [string, FieldSet] => [
      element,
      child.and(other.children.get(element) ?? FieldSet.empty),
    ]);
    return FieldSet.of(children, this.member && other.member);
  }

  equals(other: FieldSet): boolean {
    return this.includes(other) && other.includes(this);
  }

  /** The paths as errors name them: `.spec.template.spec.containers[name="x"].image`. */
  *paths(prefix = ''): IterableIterator<string> {
    if (this.member) yield prefix;
    for (const [element, child] of this.children) yield* child.paths(`${prefix}${shown(element)}`);
  }

  /** Whether all paths of the other are in this one. */
  includes(other: FieldSet): boolean {
    if (other.member && !this.member) return false;
    for (const [element, child] of other.children) {
      if (!this.children.get(element)?.includes(child)) return false;
    }
    return true;
  }

  meets(other: FieldSet): boolean {
    if (this.member && other.member) return true;
    for (const [element, child] of other.children) if (this.children.get(element)?.meets(child)) return true;
    return false;
  }

  toJSON(): FieldsV1 {
    if (this.#json) return this.#json;
    this.#json = written(this);
    FieldSet.#known.set(this.#json, this);
    return this.#json;
  }
}

function written({ member, children }: FieldSet): FieldsV1 {
  const json: Record<string, FieldsV1> = member && children.size > 0 ? { '.': NOTHING } : {};
  for (const [element, child] of children) json[element] = child.children.size === 0 ? NOTHING : written(child);
  return json;
}

function read(json: FieldsV1): FieldSet {
  const entries = Object.entries(json);
  if (entries.length === 0) return FieldSet.leaf;
  const children = entries.filter(([element]) => element !== '.');
  return new FieldSet(
    children.length < entries.length,
    new Map(children.map(([element, child]) => [element, read(child)])),
  );
}

function shown(element: string): string {
  const text = element.slice(2);
  if (element.startsWith('f:')) return `.${text}`;
  if (element.startsWith('v:')) return `[=${text}]`;
  const keys = Object.entries(JSON.parse(text) as Record<string, unknown>);
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}
