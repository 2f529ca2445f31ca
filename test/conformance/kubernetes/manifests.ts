/** A small application of every kind that the walkthrough uses. */
export const application = (replicas = 2): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web } }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - name: web
        image: nginx:1.27
        ports: [{ containerPort: 80 }]
        resources: { requests: { cpu: 100m } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: LoadBalancer
  selector: { app: web }
  ports: [{ port: 80 }]
---
apiVersion: monitoring.googleapis.com/v1
kind: PodMonitoring
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  endpoints: [{ port: 80, path: /metrics, interval: 15s }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  minReplicas: 1
  maxReplicas: 3
  metrics:
  - type: Pods
    pods:
      metric: { name: prometheus.googleapis.com|vllm:num_requests_waiting|gauge }
      target: { type: AverageValue, averageValue: "10" }
`;

/** What `apply` says of the application's objects, in their order. */
export const applied = (word: string): string =>
  [
    `deployment.apps/web ${word}`,
    `service/web ${word}`,
    `podmonitoring.monitoring.googleapis.com/web ${word}`,
    `horizontalpodautoscaler.autoscaling/web ${word}`,
    '',
  ].join('\n');
