import type { KubeObject } from '../object.ts';
import type { ServedType } from './types.ts';

/** A type that GKE serves and the sandbox only names: a client finds it, and learns that it is not simulated. */
export type AbsentType = ServedType;

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** group/version, then kind, plural and short names; `*` for a type without namespaces. */
const ROWS = `
v1 ComponentStatus* componentstatuses cs
v1 PodTemplate podtemplates
v1 ReplicationController replicationcontrollers rc
admissionregistration.k8s.io/v1 MutatingWebhookConfiguration* mutatingwebhookconfigurations
admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy* validatingadmissionpolicies
admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding* validatingadmissionpolicybindings
admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration* validatingwebhookconfigurations
authentication.k8s.io/v1 TokenReview* tokenreviews
authorization.k8s.io/v1 LocalSubjectAccessReview localsubjectaccessreviews
authorization.k8s.io/v1 SubjectAccessReview* subjectaccessreviews
certificates.k8s.io/v1 CertificateSigningRequest* certificatesigningrequests csr
flowcontrol.apiserver.k8s.io/v1 FlowSchema* flowschemas
flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration* prioritylevelconfigurations
networking.k8s.io/v1 IngressClass* ingressclasses
networking.k8s.io/v1 IPAddress* ipaddresses ip
networking.k8s.io/v1 ServiceCIDR* servicecidrs
node.k8s.io/v1 RuntimeClass* runtimeclasses
storage.k8s.io/v1 CSIDriver* csidrivers
storage.k8s.io/v1 CSINode* csinodes
storage.k8s.io/v1 CSIStorageCapacity csistoragecapacities
storage.k8s.io/v1 VolumeAttachment* volumeattachments
snapshot.storage.k8s.io/v1 VolumeSnapshot volumesnapshots vs
snapshot.storage.k8s.io/v1 VolumeSnapshotClass* volumesnapshotclasses vsclass
snapshot.storage.k8s.io/v1 VolumeSnapshotContent* volumesnapshotcontents vsc
monitoring.googleapis.com/v1 ClusterNodeMonitoring* clusternodemonitorings
monitoring.googleapis.com/v1 ClusterPodMonitoring* clusterpodmonitorings
monitoring.googleapis.com/v1 ClusterRules* clusterrules
monitoring.googleapis.com/v1 GlobalRules* globalrules
monitoring.googleapis.com/v1 OperatorConfig operatorconfigs
monitoring.googleapis.com/v1 Rules rules
autoscaling.k8s.io/v1 VerticalPodAutoscaler verticalpodautoscalers vpa
autoscaling.x-k8s.io/v1 ProvisioningRequest provisioningrequests provreq
auto.gke.io/v1 AllowlistSynchronizer* allowlistsynchronizers
cloud.google.com/v1 BackendConfig backendconfigs bc
networking.gke.io/v1 GCPBackendPolicy gcpbackendpolicies
networking.gke.io/v1 GCPGatewayPolicy gcpgatewaypolicies
networking.gke.io/v1 HealthCheckPolicy healthcheckpolicies
networking.gke.io/v1 ManagedCertificate managedcertificates mcrt
networking.gke.io/v1 ServiceAttachment serviceattachments
networking.gke.io/v1beta1 FrontendConfig frontendconfigs
networking.gke.io/v1beta1 ServiceNetworkEndpointGroup servicenetworkendpointgroups svcneg
gateway.networking.k8s.io/v1 Gateway gateways gtw
gateway.networking.k8s.io/v1 GatewayClass* gatewayclasses gc
gateway.networking.k8s.io/v1 HTTPRoute httproutes
gateway.networking.k8s.io/v1beta1 ReferenceGrant referencegrants refgrant
`;

/**
 * From the API reference of Kubernetes 1.33, and the definitions that GKE's add-ons bring: Managed Prometheus
 * (prometheus-engine's doc/api.md), Ingress and Gateway, VerticalPodAutoscaler, flex-start's queue and Autopilot.
 */
export const ABSENT: readonly AbsentType[] = ROWS.trim().split('\n').map(row);

function row(line: string): AbsentType {
  const [groupVersion = '', kind = '', name = '', ...shortNames] = line.split(' ');
  const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
  return absent(
    { group: group!, version: version!, kind: kind.replace('*', ''), name, shortNames },
    !kind.endsWith('*'),
  );
}

function absent(
  names: Pick<ServedType, 'group' | 'version' | 'kind' | 'name' | 'shortNames'>,
  namespaced: boolean,
): AbsentType {
  return {
    ...names,
    singular: names.kind.toLowerCase(),
    namespaced,
    categories: [],
    subresources: [],
    verbs: VERBS,
    generation: false,
    custom: true,
    stored: false,
  };
}

/** The types of a custom resource definition: it is established, and nothing acts on its objects. */
export function definedTypes({ spec }: KubeObject): AbsentType[] {
  const { group, names, scope, versions = [] } = spec;
  const served: { name: string; served?: boolean }[] = versions;
  return served
    .filter((each) => each.served !== false)
    .map(({ name: version }) => ({
      ...absent(
        { group, version, kind: names.kind, name: names.plural, shortNames: names.shortNames ?? [] },
        scope === 'Namespaced',
      ),
      singular: names.singular ?? names.kind.toLowerCase(),
    }));
}
