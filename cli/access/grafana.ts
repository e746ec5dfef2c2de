/** How to sign in to Grafana. The command that reads the password is printed, the password is not. */
import { adminSecret } from "../../components/platform/grafana/admin-secret.ts";
import { monitoringNamespace } from "../../components/platform/grafana/names.ts";
import type { StackSite } from "../stack.ts";

export function grafanaSignIn({ access }: StackSite): Promise<readonly string[]> {
    const read = `kubectl get secret ${adminSecret.name} -n ${monitoringNamespace} -o jsonpath='{.data.${adminSecret.password}}'`;
    return Promise.resolve([
        "Password of the account admin, with your kubectl on this cluster:",
        `  ${access.join(" ")}`,
        `  ${read} | base64 --decode`,
    ]);
}
