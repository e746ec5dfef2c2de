/** Kinds of others that carry pods: the server takes them as they come. */
import { setTimeout as wait } from "node:timers/promises";
import type { ApiServer } from "./api-server.ts";
import { create } from "./installed.ts";

const kinds = [
    { group: "argoproj.io", version: "v1alpha1", kind: "Rollout" },
    { group: "keda.sh", version: "v1alpha1", kind: "ScaledJob" },
];

export async function createKinds(server: ApiServer): Promise<void> {
    for (const { group, version, kind } of kinds) {
        const plural = `${kind.toLowerCase()}s`;
        await create(server, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
            metadata: { name: `${plural}.${group}` },
            spec: {
                group,
                names: { kind, plural },
                scope: "Namespaced",
                versions: [
                    {
                        name: version,
                        served: true,
                        storage: true,
                        schema: {
                            openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                        },
                    },
                ],
            },
        });
        for (let tries = 0; tries < 100; tries++) {
            const { status } = await server.send("GET", `/apis/${group}/${version}/${plural}`);
            if (status === 200) break;
            await wait(100);
        }
    }
}
