import { lastRead } from '../arguments/catalogue.ts';
import { ConfigError, type VllmConfig } from '../arguments/config.ts';
import { isCalibrated } from '../profiles/costs.ts';
import type { ModelProfile } from '../profiles/models.ts';
import { performanceProfile } from '../profiles/profiles.ts';

interface Start {
  /** Options that are valid and change nothing here. */
  readonly notSimulated: readonly string[];
  /** Options that the version may or may not have. */
  readonly unread: readonly string[];
  /** Commands of a shell beside the server's. */
  readonly others: readonly string[];
  readonly model: ModelProfile;
  readonly config: VllmConfig | ConfigError;
}

/** What differs from a real start, for the reader of the log. */
export function notesOf({ notSimulated, unread, others, model, config }: Start): readonly string[] {
  const { fittedOn } = performanceProfile();
  const calibrated =
    config instanceof ConfigError || isCalibrated(model, config.machine, config.args.tensor_parallel_size);
  return [
    ...(notSimulated.length > 0 ? [`Accepted, not simulated: ${notSimulated.join(', ')}`] : []),
    ...(unread.length > 0
      ? [
          `Accepted, not checked: ${unread.join(', ')}. This image is newer than vLLM ${lastRead()}, the last version whose arguments the sandbox knows.`,
        ]
      : []),
    ...(others.length > 0 ? [`Shell commands, not simulated: ${others.join('; ')}`] : []),
    ...(calibrated
      ? []
      : [`Step time and durations are estimates, scaled from ${fittedOn.model} on ${fittedOn.machine}.`]),
  ];
}
