import { RE2JS } from 're2js';
import type { Labels } from '../../labels.ts';
import { PromqlError } from '../errors.ts';
import { memoize } from '../value.ts';
import type { Arguments, FunctionDefinition } from './definition.ts';

const LABEL_NAME = /^[a-zA-Z_]\w*$/;

function destination(name: string, call: string): string {
  if (LABEL_NAME.test(name)) return name;
  throw new PromqlError('execution', `invalid destination label name in ${call}(): ${name}`);
}

function relabel(
  args: Arguments,
  change: (labels: Labels) => Labels,
): (time: number) => { labels: Labels; value: number }[] {
  const changed = memoize(change);
  return (time) =>
    args
      .vector(0)(time)
      .map(({ labels, value }) => ({ labels: changed(labels), value }));
}

const compile = (expression: string): RE2JS => {
  try {
    return RE2JS.compile(expression);
  } catch {
    throw new PromqlError('execution', `invalid regular expression in label_replace(): ${expression}`);
  }
};

/** `$1`, `${1}`, `$name` and `$$` as Go's Regexp.Expand reads them: an unknown group is empty. */
function expand(template: string, group: (name: string) => string): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (all, bare?: string, braced?: string) => {
    return all === '$$' ? '$' : group(bare ?? braced!);
  });
}

function labelReplace(args: Arguments): (labels: Labels) => Labels {
  const [target, template, source, expression] = [1, 2, 3, 4].map((index) => args.text(index)) as [
    string,
    string,
    string,
    string,
  ];
  const pattern = compile(expression);
  const name = destination(target, 'label_replace');
  const known = pattern.namedGroups();
  return (labels) => {
    const matcher = pattern.matcher(labels.get(source));
    if (!matcher.matches()) return labels;
    const group = (reference: string): string => {
      const index = /^\d+$/.test(reference) ? Number(reference) : known[reference];
      return index === undefined || index > matcher.groupCount() ? '' : (matcher.group(index) ?? '');
    };
    return labels.with(name, expand(template, group));
  };
}

function labelJoin(args: Arguments): (labels: Labels) => Labels {
  const name = destination(args.text(1), 'label_join');
  const separator = args.text(2);
  const sources = Array.from({ length: args.count - 3 }, (_, index) => args.text(index + 3));
  return (labels) => labels.with(name, sources.map((source) => labels.get(source)).join(separator));
}

export const labelFunctions: Readonly<Record<string, FunctionDefinition>> = {
  label_replace: {
    args: ['instant vector', 'string', 'string', 'string', 'string'],
    returns: 'instant vector',
    bind: (args) => relabel(args, labelReplace(args)),
  },
  label_join: {
    args: ['instant vector', 'string', 'string', 'string'],
    variadic: true,
    returns: 'instant vector',
    bind: (args) => relabel(args, labelJoin(args)),
  },
};
