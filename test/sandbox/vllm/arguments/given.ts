import { serverCommand } from '../../../../sandbox/vllm/arguments/command.ts';
import { resolveConfig, type VllmConfig } from '../../../../sandbox/vllm/arguments/config.ts';
import { ArgumentError, type ParsedCommand, parseCommand } from '../../../../sandbox/vllm/arguments/parse.ts';
import { modelProfile } from '../../../../sandbox/vllm/profiles/models.ts';
import { VllmVersion } from '../../../../sandbox/vllm/profiles/versions.ts';

export const NODE = { machineType: 'ct6e-standard-8t', tpuChips: 8 };

/** A command line in one string, read as the version reads it. */
export function parsed(command: string, version = '0.27.0'): ParsedCommand {
  return parseCommand(command.split(' '), new VllmVersion(version));
}

/** The error of a command line that must be refused. */
export function refused(command: string, version = '0.27.0'): ArgumentError {
  try {
    parsed(command, version);
  } catch (error) {
    if (error instanceof ArgumentError) return error;
    throw error;
  }
  throw new Error('not refused');
}

/** What a container's words come to, through a shell or without one. */
export function shellArguments(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = serverCommand(words, env)!;
  return { ...command, ...parseCommand(command.argv, new VllmVersion('0.27.0')) };
}

export function configured(words: readonly string[], version: string, node = NODE): VllmConfig {
  const { args } = parseCommand(words, new VllmVersion(version));
  return resolveConfig(args, modelProfile(args.model)!, node, new VllmVersion(version));
}
