/** What the controller of the runners and the runners themselves have in common. */

/**
 * One version for both charts: the controller takes away runner sets that are not of its own version.
 *
 * Helm installs the kinds of the controller and never changes them: docs/runbooks/runners.md says how to upgrade.
 */
// renovate: datasource=docker depName=ghcr.io/actions/actions-runner-controller-charts/gha-runner-scale-set
const version = "0.14.2";
export const runnersVersion = version;

export const runnersRepository = "oci://ghcr.io/actions/actions-runner-controller-charts";

/** Where the controller and the listeners are, which know the way to GitHub. */
export const controllerNamespace = "arc-systems";

/** Where jobs run. The controller's rights in it are the controller's, so that they outlive the runners. */
export const runnersNamespace = "arc-runners";

/** ServiceAccount and Deployment of the controller. */
export const controllerName = "arc-controller";
