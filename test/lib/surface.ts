import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The exports of a module, with types, each with its doc comment. */
export function surface(file: string): Map<string, { readonly docstring: string }> {
  const text = readFileSync(file, 'utf8');
  const found = new Map<string, { readonly docstring: string }>();
  for (const [, names = '', from = ''] of text.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)'/gm)) {
    const inner = surface(join(dirname(file), from));
    for (const name of names.split(',').map((one) => one.trim().replace(/^type /, ''))) {
      if (name !== '') found.set(name, inner.get(name) ?? { docstring: '' });
    }
  }
  const declaration =
    /^(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm;
  for (const [, docstring = '', name = ''] of text.matchAll(declaration)) {
    found.set(name, { docstring });
  }
  return found;
}
