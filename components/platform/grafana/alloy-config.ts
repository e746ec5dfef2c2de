/**
 * What the collector does on its node: finds the files of the node's pods, reads lines as containerd writes them, and
 * sends them to Loki. Every namespace is read.
 * https://grafana.com/docs/alloy/latest/reference/components/
 */
import { lokiAddress } from "./names.ts";

/** Where the kubelet has them: namespace_pod_uid/container/*.log. */
export const podLogs = "/var/log/pods";

/**
 * Labels are few, because each set of them is a stream of its own: pods come and go, so their names are kept beside the
 * lines. A file that is read again, after the collector was replaced, makes lines that Loki knows already and drops.
 * @param cluster Name that every line carries.
 */
export const alloyConfig = (cluster: string): string => `logging {
  level  = "info"
  format = "logfmt"
}

discovery.kubernetes "pods" {
  role = "pod"

  selectors {
    role  = "pod"
    field = "spec.nodeName=" + sys.env("HOSTNAME")
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets

  rule {
    source_labels = ["__meta_kubernetes_namespace"]
    target_label  = "namespace"
  }

  rule {
    source_labels = ["__meta_kubernetes_pod_label_app_kubernetes_io_name"]
    target_label  = "app"
  }

  rule {
    source_labels = ["__meta_kubernetes_pod_container_name"]
    target_label  = "container"
  }

  rule {
    source_labels = ["__meta_kubernetes_pod_name"]
    target_label  = "pod"
  }

  rule {
    source_labels = ["__meta_kubernetes_pod_uid", "__meta_kubernetes_pod_container_name"]
    separator     = "/"
    target_label  = "__path__"
    replacement   = "${podLogs}/*$1/*.log"
  }

  // Pods that the kubelet starts by itself have another uid in the API than on the disk.
  rule {
    source_labels = ["__meta_kubernetes_pod_annotationpresent_kubernetes_io_config_hash", "__meta_kubernetes_pod_annotation_kubernetes_io_config_hash", "__meta_kubernetes_pod_container_name"]
    separator     = "/"
    regex         = "true/(.*)"
    target_label  = "__path__"
    replacement   = "${podLogs}/*$1/*.log"
  }
}

local.file_match "pods" {
  path_targets = discovery.relabel.pods.output
}

loki.source.file "pods" {
  targets    = local.file_match.pods.targets
  forward_to = [loki.process.pods.receiver]
}

loki.process "pods" {
  forward_to = [loki.write.loki.receiver]

  stage.cri { }

  stage.structured_metadata {
    values = { pod = "" }
  }

  stage.label_drop {
    values = ["filename", "pod"]
  }
}

loki.write "loki" {
  endpoint {
    url = "${lokiAddress}/loki/api/v1/push"
  }

  external_labels = { cluster = "${cluster}" }
}
`;
