import type { ServerArguments } from './options.ts';

/** A LoRA adapter that the server offers as a model. */
export interface Adapter {
  readonly name: string;
  readonly path: string;
}

/** `--lora-modules name=path {"name": "n", "path": "p"}`: LoRAParserAction in vllm/entrypoints/openai/cli_args.py. */
export function adaptersOf({ lora_modules: modules }: ServerArguments): readonly Adapter[] {
  return modules.flatMap((module) => {
    const at = module.indexOf('=');
    if (at > 0 && !module.includes('{')) return [{ name: module.slice(0, at), path: module.slice(at + 1) }];
    try {
      const { name, path } = JSON.parse(module);
      return [{ name: String(name), path: String(path) }];
    } catch {
      return [];
    }
  });
}
