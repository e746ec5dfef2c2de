/** What stands at the door: Services that lead to it are meant to be reached from outside, and it ends TLS itself. */
import { at, fields, textOr } from "../read.ts";
import { parseImage } from "./image.ts";
import { podsOf } from "./services.ts";
import type { Stack } from "./stack.ts";
import type { KubeSubject } from "./subject.ts";

/** As selectors and images call them. */
export const INGRESS_CONTROLLERS: readonly string[] = [
    "traefik",
    "ingress-nginx",
    "nginx-ingress",
    "controller",
    "envoy",
    "envoy-gateway",
];

/** Told by the selector, or by what the selected pods run. */
export function leadsToController(stack: Stack, service: KubeSubject, controllers: readonly string[]): boolean {
    const selector = Object.values(fields(at(service.props, "spec", "selector")));
    if (selector.some((value) => typeof value === "string" && controllers.includes(value))) return true;
    return podsOf(stack, service).some(({ pod }) =>
        pod.containers.some((container) => {
            const name = parseImage(textOr(container.fields["image"])).repository.split("/").at(-1) ?? "";
            return controllers.includes(name);
        }),
    );
}
