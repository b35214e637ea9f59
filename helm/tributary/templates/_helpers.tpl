{{- define "tributary.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "tributary.podLabels" -}}
{{ include "tributary.selector" . }}
app.kubernetes.io/part-of: tributary
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- /* Not on pods: a new version of the chart alone is no reason to restart them. */ -}}
{{- define "tributary.labels" -}}
{{ include "tributary.podLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- /* ingest-shopify, normalize-shopify, writeback-shopify, erp-sink-lingxing. Takes vendor, kind, part. */ -}}
{{- define "tributary.name" -}}
{{- if ne .part "deliver" }}{{ .part }}-{{ .vendor }}
{{- else if eq .kind "channel" }}writeback-{{ .vendor }}
{{- else }}erp-sink-{{ .vendor }}
{{- end }}
{{- end }}

{{- /* Takes root, service (its folder) and row, whose image may differ from the chart's. */ -}}
{{- define "tributary.image" -}}
{{- $image := mergeOverwrite (deepCopy .root.Values.image) (.row.image | default dict) -}}
{{ $image.repository }}/{{ .service }}:{{ $image.tag | default .root.Chart.AppVersion }}
{{- with $image.digest }}@{{ . }}{{ end }}
{{- end }}

{{- define "tributary.env" -}}
- name: KAFKA_BROKERS
  value: {{ .Values.kafka.brokers | quote }}
- name: SCHEMA_REGISTRY_URL
  value: {{ .Values.schemaRegistry.url | quote }}
- name: DATABASE_URL
  valueFrom:
    secretKeyRef:
      name: {{ .Values.database.secretName }}
      key: {{ .Values.database.key }}
- name: TRIBUTARY_NAMESPACE
  value: {{ .Values.topicNamespace | quote }}
- name: TRIBUTARY_CONFIG_DIR
  value: /etc/tributary/config
- name: LOG_LEVEL
  value: {{ .Values.logLevel }}
{{- end }}

{{- /* The restricted Pod Security Standard; 1000 is the user `node` of the image. */ -}}
{{- define "tributary.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{- define "tributary.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}
