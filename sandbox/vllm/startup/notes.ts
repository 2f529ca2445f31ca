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

/** What a reader of the log must know of the simulation of this start. */
export function notesOf({ notSimulated, unread, others, model, config }: Start): readonly string[] {
  const { fittedOn } = performanceProfile();
  const calibrated =
    config instanceof ConfigError || isCalibrated(model, config.machine, config.args.tensor_parallel_size);
  return [
    ...(notSimulated.length > 0 ? [`Accepted, not simulated: ${notSimulated.join(', ')}`] : []),
    ...(unread.length > 0
      ? [
          `Accepted, not checked: ${unread.join(', ')}. The arguments of vLLM are known up to ${lastRead()}; this image is newer.`,
        ]
      : []),
    ...(others.length > 0 ? [`Commands of the shell, not simulated: ${others.join('; ')}`] : []),
    ...(calibrated
      ? []
      : [`Step time and durations are estimates, scaled from ${fittedOn.model} on ${fittedOn.machine}.`]),
  ];
}
