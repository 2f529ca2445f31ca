import { deployment } from './rig.ts';

export const BUCKET = 'weights';

/** The parts of the tutorial's deployment that matter to scheduling, mounting and startup. */
export function vllmDeployment(spec: { replicas?: number; strategy?: object } = {}, container: object = {}): object {
  return deployment('vllm-tpu', { ...spec, template: vllmTemplate(container) });
}

export function vllmTemplate(container: object = {}): object {
  return {
    metadata: { labels: { app: 'vllm-tpu' }, annotations: { 'gke-gcsfuse/volumes': 'true' } },
    spec: {
      nodeSelector: {
        'cloud.google.com/gke-tpu-topology': '2x4',
        'cloud.google.com/gke-tpu-accelerator': 'tpu-v6e-slice',
      },
      containers: [
        {
          name: 'vllm-tpu',
          image: 'registry.example.com/model-server:v1',
          ports: [{ containerPort: 8000 }],
          resources: { limits: { 'google.com/tpu': '8' }, requests: { 'google.com/tpu': '8' } },
          readinessProbe: {
            httpGet: { path: '/health', port: 8000 },
            initialDelaySeconds: 15,
            periodSeconds: 10,
            failureThreshold: 3,
          },
          volumeMounts: [{ name: 'gcs-fuse-csi-ephemeral', mountPath: '/data' }],
          ...container,
        },
      ],
      volumes: [
        { name: 'gke-gcsfuse-cache', emptyDir: { medium: 'Memory' } },
        {
          name: 'gcs-fuse-csi-ephemeral',
          csi: { driver: 'gcsfuse.csi.storage.gke.io', volumeAttributes: { bucketName: BUCKET } },
        },
      ],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
    },
  };
}
