/** A volume that a pod does not get now; the kubelet tries again later. */
export class VolumeError extends Error {
  readonly code: 'FailedMount' | 'FailedAttachVolume';

  constructor(code: VolumeError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export function mountError(volume: string, cause: string): VolumeError {
  return new VolumeError('FailedMount', `MountVolume.SetUp failed for volume "${volume}" : ${cause}`);
}
