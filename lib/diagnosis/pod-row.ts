/** States in the column STATUS of `kubectl get pods` in which a container cannot run. */
const BROKEN =
  '(?:Init:)?(?:CrashLoopBackOff|Error|OOMKilled|ImagePullBackOff|ErrImagePull|CreateContainer\\w*Error|RunContainerError|Evicted|Out[oO]f\\w+)';

/** A row of `kubectl get pods` about a pod of this name (without its hash) that does not run. */
export const brokenPod = (name: string): RegExp =>
  new RegExp(String.raw`(?:^|[\s/])${name}-[a-z0-9][a-z0-9.-]*\s+\d+/\d+\s+${BROKEN}\b`);
