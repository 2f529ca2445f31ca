import type { Command } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import type { World } from './world.ts';

/** One file of a bundle: its name, what it is, and how it is asked. */
export interface Part {
  readonly file: string;
  /** What the file is, for the README in the bundle. */
  readonly about: string;
  readonly ask: Ask;
  /** Whether `npm run diagnose` reads the file: it holds what tools, containers or APIs say now. */
  readonly evidence?: true;
}

export type Ask =
  /** gcloud or kubectl, on the run's target. */
  | { readonly command: (config: Config) => Command }
  /** A command of this runbook, in a process of its own: its failure is its output. */
  | { readonly runbook: string; readonly args: readonly string[] }
  /** This machine; undefined when there is nothing to say. */
  | { readonly text: (world: World, signal: AbortSignal) => Promise<string | undefined> };

/** A part as it was collected. */
export interface Collected {
  readonly file: string;
  readonly about: string;
  readonly evidence: boolean;
  /** The command line, if one was typed. */
  readonly asked?: string;
  /** Why the file does not hold what it is about, in one line. */
  readonly problem?: string;
  readonly text: string;
}
