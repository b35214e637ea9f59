{{- /*
One Deployment. Takes root; name; component; service (folder) and entry (file of the image); row (image, secretRefs) and
settings (replicas, resources), which are one map for a service and two for a part of a vendor.
*/ -}}
{{- define "tributary.deployment" -}}
{{- $root := .root -}}
{{- $secretRefs := concat $root.Values.secretRefs (.row.secretRefs | default list) -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}
  labels:
    {{- include "tributary.labels" . | nindent 4 }}
spec:
  {{- /* 0 is a wish: offsets are reset while a group has no members. */}}
  replicas: {{ dig "replicas" 1 .settings }}
  selector:
    matchLabels:
      {{- include "tributary.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "tributary.podLabels" . | nindent 8 }}
      annotations:
        checksum/config: {{ toYaml $root.Values.config | sha256sum }}
    spec:
      {{- include "tributary.podSecurity" $root | nindent 6 }}
      terminationGracePeriodSeconds: {{ $root.Values.terminationGracePeriodSeconds }}
      containers:
        - name: {{ .component }}
          image: {{ include "tributary.image" . }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          args: [dist/{{ .entry }}.js]
          env:
            {{- include "tributary.env" $root | nindent 12 }}
            {{- /* Requests in flight at an ERP are counted over all processes that call it. */}}
            {{- if and (eq (.row.kind | default "") "erp") (ne .component "normalize") }}
            - name: REDIS_URL
              valueFrom:
                secretKeyRef:
                  name: {{ $root.Values.redis.secretName }}
                  key: {{ $root.Values.redis.key }}
            {{- end }}
            - name: PORT
              value: "8080"
          {{- $variables := list }}
          {{- range $secretRefs }}{{ if not .mountPath }}{{ $variables = append $variables . }}{{ end }}{{ end }}
          {{- with $variables }}
          envFrom:
            {{- range . }}
            - secretRef:
                name: {{ .name }}
            {{- end }}
          {{- end }}
          ports:
            - name: http
              containerPort: 8080
          {{- if eq .component "ingest" }}
          {{- /* The load balancers still know the pod for a moment after it is told to stop. */}}
          lifecycle:
            preStop:
              sleep:
                seconds: 5
          {{- end }}
          {{- include "tributary.probes" . | nindent 10 }}
          resources: {{- toYaml (.settings.resources | default $root.Values.resources) | nindent 12 }}
          {{- include "tributary.containerSecurity" $root | nindent 10 }}
          volumeMounts:
            - name: config
              mountPath: /etc/tributary/config
              readOnly: true
            {{- range $index, $secret := $secretRefs }}
            {{- if .mountPath }}
            - name: secret-{{ $index }}
              mountPath: {{ .mountPath }}
              readOnly: true
            {{- end }}
            {{- end }}
      volumes:
        - name: config
          configMap:
            name: tributary-config
        {{- range $index, $secret := $secretRefs }}
        {{- if .mountPath }}
        - name: secret-{{ $index }}
          secret:
            secretName: {{ .name }}
            defaultMode: 0440
        {{- end }}
        {{- end }}
{{- end }}

{{- define "tributary.probes" -}}
startupProbe:
  httpGet:
    path: /livez
    port: http
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet:
    path: /livez
    port: http
  periodSeconds: 10
  timeoutSeconds: 5
readinessProbe:
  httpGet:
    path: /readyz
    port: http
  periodSeconds: 5
  timeoutSeconds: 5
{{- end }}
