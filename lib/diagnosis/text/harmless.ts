/** What libtpu, XLA and TensorFlow write as errors while they start, and what never is one. */
const HARMLESS: readonly RegExp[] = [
  // libtpu, for a process that is a slice by itself: jax-ml/jax#25882.
  /^Could not set metric server port: INVALID_ARGUMENT\b/,
  // XLA, where two packages bring the same CUDA library: tensorflow/tensorflow#62075.
  /^Unable to register cu(?:DNN|FFT|BLAS) factory: Attempting to register factory for plugin\b/,
];

/** Whether a line without its prefixes reads like an error and is known to be none. */
export const isHarmless = (text: string): boolean => HARMLESS.some((pattern) => pattern.test(text));
