/** The policies of a stack as the program makes them, in force on a server. */
import { metadataOf } from "../../preview/kubernetes-object.ts";
import type { RecordedResource } from "../../preview/recording.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import type { ApiServer } from "./api-server.ts";
import { create, untilInForce } from "./installed.ts";

const API = "/apis/admissionregistration.k8s.io/v1";

/** Those that the rules make: their names say the kinds and the level. */
const ofRules = ({ inputs }: RecordedResource): boolean =>
    /^strata-(pods|ingresses|namespaces)-/.test(String(metadataOf(inputs).name));

export async function installStack(server: ApiServer, stack: RecordedStack): Promise<void> {
    const { inputs } = stack.object("ConfigMap", "kube-system/strata-policy-exemptions");
    await create(server, "/api/v1/namespaces", { metadata: { name: "kube-system" } });
    await create(server, "/api/v1/namespaces/kube-system/configmaps", inputs);
    for (const [kind, plural] of [
        ["ValidatingAdmissionPolicy", "validatingadmissionpolicies"],
        ["ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings"],
    ] as const) {
        for (const object of stack.objects(kind).filter(ofRules))
            await create(server, `${API}/${plural}`, object.inputs);
    }
    await untilInForce(server);
}
