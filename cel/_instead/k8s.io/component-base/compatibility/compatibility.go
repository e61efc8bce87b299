// Package compatibility names the one component that there is.
package compatibility

const DefaultKubeComponent = "kube"
