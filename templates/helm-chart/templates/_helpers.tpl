{{/*
Every helper takes a dict: `root` is the chart's own context, `name` the workload's name, `workload` its values.
*/}}

{{/* Name of a workload's objects: with the release in front, short enough for a Service and for what is put behind it. */}}
{{- define "app.fullname" -}}
{{- $full := printf "%s-%s" .root.Release.Name .name -}}
{{- if gt (len $full) 52 -}}
{{- printf "%s-%s" (trunc 43 $full | trimSuffix "-") (sha256sum $full | trunc 8) -}}
{{- else -}}
{{- $full -}}
{{- end -}}
{{- end -}}

{{/* What a workload's pods are found by. It never changes. */}}
{{- define "app.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name | quote }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/component: {{ .name | quote }}
{{- end -}}

{{/* The four labels that costs are told apart by. */}}
{{- define "app.costLabels" -}}
project: {{ .root.Values.labels.project | quote }}
environment: {{ .root.Values.environment | quote }}
cost-center: {{ .root.Values.labels.costCenter | quote }}
owner: {{ .root.Values.labels.owner | quote }}
{{- end -}}

{{/* Labels of an object that belongs to the release as a whole. */}}
{{- define "app.releaseLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" | quote }}
app.kubernetes.io/name: {{ .root.Chart.Name | quote }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | trunc 63 | trimSuffix "-" | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service | quote }}
{{ include "app.costLabels" . }}
{{- end -}}

{{/* Labels of a workload's objects. */}}
{{- define "app.labels" -}}
{{ include "app.releaseLabels" . }}
app.kubernetes.io/component: {{ .name | quote }}
{{- end -}}

{{/* Labels of a workload's pods: nothing that changes with the chart's version, so that a release restarts only what it changes. */}}
{{- define "app.podLabels" -}}
{{ include "app.selector" . }}
{{ include "app.costLabels" . }}
{{- end -}}

{{/* The image: by digest where the release gives one, as production has to, by tag otherwise. */}}
{{- define "app.image" -}}
{{- $image := printf "%s/%s" .root.Values.image.registry .workload.image -}}
{{- if .workload.reference -}}
{{- .workload.reference -}}
{{- else if .workload.digest -}}
{{- printf "%s@%s" $image .workload.digest -}}
{{- else if .root.Values.image.requireDigest -}}
{{- fail (printf "workloads.%s.digest is missing: %s deploys images by digest only" .name .root.Values.environment) -}}
{{- else -}}
{{- printf "%s:%s" $image (.root.Values.image.tag | default (printf "v%s" .root.Chart.AppVersion)) -}}
{{- end -}}
{{- end -}}

{{/* `IMPORT_JOBS` for `import-jobs`: a name as part of a variable. */}}
{{- define "app.variable" -}}
{{- . | upper | replace "-" "_" -}}
{{- end -}}

{{/* Settings that are no secret, as the workload's variables. `local` and `test` are names that relax a service's checks. */}}
{{- define "app.config" -}}
{{- $root := .root -}}
{{- $config := dict "PORT" (.workload.port | toString) "LOG_LEVEL" .root.Values.logLevel "OIDC_ISSUER" .root.Values.identity.issuer -}}
{{- $relaxed := and (has .root.Values.environment (list "local" "test")) (not .root.Values.relaxed) -}}
{{- $_ := set $config "ENVIRONMENT" (ternary (printf "%s-cluster" .root.Values.environment) .root.Values.environment $relaxed) -}}
{{- if eq .workload.kind "web" -}}
{{- $_ := set $config "PUBLIC_URL" (.workload.url | default (printf "https://%s" .workload.host)) -}}
{{- $_ := set $config "WEB_CLIENT_ID" .root.Values.identity.webClientId -}}
{{- $_ := set $config "TRUSTED_PROXIES" (.root.Values.ingress.proxies | toString) -}}
{{- range $service := .workload.calls -}}
{{- $called := index $root.Values.workloads $service -}}
{{- $address := printf "http://%s:%v%s" (include "app.fullname" (dict "root" $root "name" $service)) $called.port $called.basePath -}}
{{- $_ := set $config (printf "SERVICE_URL_%s" (include "app.variable" $service)) $address -}}
{{- end -}}
{{- else -}}
{{- $_ := set $config "OIDC_AUDIENCE" .root.Values.identity.audience -}}
{{- if .root.Values.database.pooler -}}
{{- $_ := set $config "DATABASE_POOLER" "true" -}}
{{- end -}}
{{- $_ := set $config "DATABASE_POOL_SIZE" (.root.Values.database.pool | toString) -}}
{{- /* What a replica may open is its pool: plans and alerts count with it. */ -}}
{{- $_ := set $config "DATABASE_MAX_OVERFLOW" "0" -}}
{{- $_ := set $config "DATABASE_TIMEOUT" (.root.Values.database.statementTimeoutSeconds | toString) -}}
{{- end -}}
{{- toYaml (mergeOverwrite $config (.workload.env | default dict)) -}}
{{- end -}}

{{/* Where the workload's secrets come from: the specification of an ExternalSecret. `target` is the Secret's name. */}}
{{- define "app.externalSecret" -}}
refreshInterval: {{ .root.Values.secrets.refreshInterval }}
secretStoreRef:
  kind: ClusterSecretStore
  name: {{ .root.Values.secrets.store | quote }}
target:
  name: {{ .target }}
  creationPolicy: Owner
  deletionPolicy: Retain
data:
  {{- $key := printf "%s/%s" .root.Values.secrets.prefix .name }}
  {{- range .keys }}
  - secretKey: {{ . | quote }}
    remoteRef:
      key: {{ $key | quote }}
      property: {{ . | quote }}
      conversionStrategy: Default
      decodingStrategy: None
      metadataPolicy: None
  {{- end }}
{{- end -}}

{{/* What a pod may do on its node: nothing. */}}
{{- define "app.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "app.securityContext" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Reasons for what checkov is asked to leave out. */}}
{{- define "app.checkov" -}}
checkov.io/skip1: "CKV_K8S_35=The images read their settings from the environment; the Secrets are of one workload each"
{{- if not .workload.digest }}
checkov.io/skip2: "CKV_K8S_43=Only production is deployed by digest; here the tag of the commit is enough"
{{- end }}
{{- end -}}

{{/* A job's pod, the same for migrations and tests but for what it runs. */}}
{{- define "app.jobPod" -}}
serviceAccountName: {{ .serviceAccount }}
automountServiceAccountToken: false
enableServiceLinks: false
restartPolicy: Never
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
securityContext:
  {{- include "app.podSecurityContext" . | nindent 2 }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
{{- end -}}

{{/* Peers that are addresses. The metadata service of a cloud is never one of them. */}}
{{- define "app.addresses" -}}
{{- range . }}
- ipBlock:
    cidr: {{ . | quote }}
    {{- if eq . "0.0.0.0/0" }}
    except: ["169.254.0.0/16"]
    {{- end }}
{{- end }}
{{- end -}}
