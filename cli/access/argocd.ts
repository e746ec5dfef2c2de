/** How to sign in to Argo CD. The command that reads the password is printed, the password is not. */
import { loadAddOns } from "../../components/platform/registry.ts";
import { selectAddOns } from "../../components/platform/selection.ts";
import { Refusal } from "../command.ts";
import type { StackSite } from "../stack.ts";

export async function argocdSignIn(
    { name, config, environment, access }: StackSite,
    address: string,
): Promise<readonly string[]> {
    const selected = selectAddOns(await loadAddOns(), { kind: config.cluster.kind, environment }, config.addOns);
    const found = selected.find(({ addOn }) => addOn.name === "argocd");
    if (found === undefined) throw new Refusal(`The add-on argocd is off on site ${name}: addOns.argocd.enabled.`);
    if (found.addOn.options.parse(found.settings)["adminAccount"] !== true) {
        return ["The account admin is off (addOns.argocd.adminAccount): sign in with single sign-on."];
    }
    return [
        "Password of the account admin, with your kubectl on this cluster:",
        `  ${access.join(" ")}`,
        "  kubectl get secret argocd-initial-admin-secret -n argocd -o jsonpath='{.data.password}' | base64 --decode",
        "Command line:",
        `  argocd login ${address} --username admin`,
    ];
}
