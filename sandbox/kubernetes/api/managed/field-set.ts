/** The JSON form in `managedFields[].fieldsV1`. */
export interface FieldsV1 {
  readonly [element: string]: FieldsV1;
}

/**
 * A set of paths into an object, as a tree. The elements are those of FieldsV1: `f:name` for a member, `k:{"name":"x"}` for
 * an item of a list of objects, `v:"x"` for an item of a list of scalars.
 */
export class FieldSet {
  /** Whether the path that ends here is in the set. */
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;

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

  static parse(json: FieldsV1 | undefined): FieldSet {
    const entries = Object.entries(json ?? {});
    if (entries.length === 0) return FieldSet.leaf;
    const children = entries.filter(([element]) => element !== '.');
    return new FieldSet(
      children.length < entries.length,
      new Map(children.map(([element, child]) => [element, FieldSet.parse(child)])),
    );
  }

  get isEmpty(): boolean {
    return !this.member && this.children.size === 0;
  }

  union(other: FieldSet): FieldSet {
    const children = new Map(this.children);
    for (const [element, child] of other.children) {
      children.set(element, children.get(element)?.union(child) ?? child);
    }
    return new FieldSet(this.member || other.member, children);
  }

  minus(other: FieldSet): FieldSet {
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
    return this.minus(other).isEmpty && other.minus(this).isEmpty;
  }

  /** The paths as errors name them: `.spec.template.spec.containers[name="x"].image`. */
  *paths(prefix = ''): IterableIterator<string> {
    if (this.member) yield prefix;
    for (const [element, child] of this.children) yield* child.paths(`${prefix}${shown(element)}`);
  }

  toJSON(): FieldsV1 {
    const children = [...this.children].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      ...(this.member && children.length > 0 && { '.': {} }),
      ...Object.fromEntries(children.map(([element, child]) => [element, child.toJSON()])),
    };
  }
}

function shown(element: string): string {
  const text = element.slice(2);
  if (element.startsWith('f:')) return `.${text}`;
  if (element.startsWith('v:')) return `[=${text}]`;
  const keys = Object.entries(JSON.parse(text) as Record<string, unknown>);
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}
