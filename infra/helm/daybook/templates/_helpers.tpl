{{- define "daybook.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "daybook.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "daybook.labels" -}}
{{ include "daybook.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "daybook.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "daybook.fullname" .) .Values.serviceAccount.name }}{{ else }}{{ default "default" .Values.serviceAccount.name }}{{ end }}
{{- end }}

{{- define "daybook.image" -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}

{{- define "daybook.secret" -}}
{{ default (printf "%s-parts" (include "daybook.fullname" .)) .Values.secrets.existing }}
{{- end }}

{{- /* What every pod has. Programs refuse settings that they do not know, and the cluster would add some: no links. */}}
{{- define "daybook.pod" -}}
serviceAccountName: {{ include "daybook.serviceAccount" .root }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .graceSeconds | default 30 }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "daybook.selector" . | nindent 8 }}
{{- end }}

{{- define "daybook.container" -}}
image: {{ include "daybook.image" .root | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{- /* A program that waits for its parts lives: only a process that hangs is to be killed. */}}
{{- define "daybook.life.probes" -}}
startupProbe:
  httpGet: { path: /livez, port: {{ . }} }
  periodSeconds: 2
  failureThreshold: 60
{{ include "daybook.liveness.probe" . }}
{{- end }}

{{- define "daybook.liveness.probe" -}}
livenessProbe:
  httpGet: { path: /livez, port: {{ . }} }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
{{- end }}

{{- /*
Ready, once started, is what answers. /readyz also fails while the log is away, and all pods share the log: together
they would leave their endpoints, and with them the reads that go on from the views. It is for people and alerts.
*/}}
{{- define "daybook.readiness.probe" -}}
readinessProbe:
  httpGet: { path: /livez, port: http }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end }}

{{- /* Of what listens only when it can take requests. */}}
{{- define "daybook.probes" -}}
{{ include "daybook.life.probes" "http" }}
{{ include "daybook.readiness.probe" . }}
{{- end }}

{{- /*
Of what answers /livez while it still waits for its parts: no other probe is asked before /startupz has succeeded, so
that a pod that waits is not ready. After an hour it is started anew, which loses nothing.
*/}}
{{- define "daybook.waiting.probes" -}}
startupProbe:
  httpGet: { path: /startupz, port: http }
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: 1800
{{ include "daybook.liveness.probe" "http" }}
{{ include "daybook.readiness.probe" . }}
{{- end }}

{{- /* A program refuses connections as soon as it is told to end, and endpoints are taken away at the same moment: they go first. */}}
{{- define "daybook.lifecycle" -}}
lifecycle:
  preStop:
    exec: { command: [sleep, '5'] }
{{- end }}

{{- /* Nothing of ours writes there: a pod that did would be evicted before its node is full. */}}
{{- define "daybook.tmp" -}}
- { name: tmp, emptyDir: { sizeLimit: 64Mi } }
{{- end }}

{{- define "daybook.common.env" -}}
- { name: DAYBOOK_LOG_LEVEL, value: {{ .Values.logLevel | quote }} }
- { name: DAYBOOK_OTLP_ENDPOINT, value: {{ .Values.otlpEndpoint | quote }} }
{{- end }}

{{- define "daybook.listen.env" -}}
- { name: DAYBOOK_HOST, value: 0.0.0.0 }
- { name: DAYBOOK_PORT, value: '8080' }
{{- end }}

{{- define "daybook.secret.env" -}}
- name: {{ .key }}
  valueFrom:
    secretKeyRef: { name: {{ include "daybook.secret" .root }}, key: {{ .key }} }
{{- end }}

{{- define "daybook.parts.env" -}}
- { name: DAYBOOK_KAFKA_BROKERS, value: {{ .Values.parts.kafkaBrokers | quote }} }
- { name: DAYBOOK_KAFKA_TLS, value: {{ if .Values.parts.kafkaCaSecret }}/etc/daybook/kafka/ca.crt{{ else }}{{ .Values.parts.kafkaTls | quote }}{{ end }} }
{{- if ne .Values.parts.kafkaSaslMechanism "none" }}
- { name: DAYBOOK_KAFKA_SASL_MECHANISM, value: {{ .Values.parts.kafkaSaslMechanism }} }
{{ include "daybook.secret.env" (dict "root" . "key" "DAYBOOK_KAFKA_SASL_USERNAME") }}
{{ include "daybook.secret.env" (dict "root" . "key" "DAYBOOK_KAFKA_SASL_PASSWORD") }}
{{- end }}
- { name: DAYBOOK_TOPIC_PREFIX, value: {{ .Values.parts.topicPrefix | quote }} }
- { name: DAYBOOK_S3_ENDPOINT, value: {{ .Values.parts.s3Endpoint | quote }} }
- { name: DAYBOOK_S3_REGION, value: {{ .Values.parts.s3Region | quote }} }
- { name: DAYBOOK_S3_BUCKET, value: {{ .Values.parts.s3Bucket | quote }} }
{{ include "daybook.secret.env" (dict "root" . "key" "DAYBOOK_S3_ACCESS_KEY_ID") }}
{{ include "daybook.secret.env" (dict "root" . "key" "DAYBOOK_S3_SECRET_ACCESS_KEY") }}
{{- end }}

{{- define "daybook.mounts" -}}
- { name: tmp, mountPath: /tmp }
{{- if .Values.parts.kafkaCaSecret }}
- { name: kafka-ca, mountPath: /etc/daybook/kafka, readOnly: true }
{{- end }}
{{- end }}

{{- define "daybook.volumes" -}}
{{ include "daybook.tmp" . }}
{{- with .Values.parts.kafkaCaSecret }}
- { name: kafka-ca, secret: { secretName: {{ . }} } }
{{- end }}
{{- end }}

{{- define "daybook.annotations" -}}
{{- if not .Values.secrets.existing }}
checksum/secret: {{ toJson .Values.secrets | sha256sum }}
{{- end }}
{{- with .Values.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end }}
