/** What somebody needs who wants to look at the stack: images to push, addresses, the authority to trust. */
import type { OutputMap } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { internalIssuer } from "../../components/naming/issuer.ts";
import { issuerNamespace } from "../../components/platform/acme-issuers.ts";
import { heading, print, verdict } from "../output.ts";
import type { Stack } from "../stack.ts";
import type { Home } from "./folder.ts";

export function printMissing(images: readonly string[], { config }: Stack): void {
    if (images.length === 0) return;
    const { registry } = config.images;
    heading("");
    verdict("warn", "images", `${registry} does not have ${images.length} that the systems need:`);
    for (const image of images) print(`      ${image}`);
    print("      Build and push each: docker build --tag <image> <folder>; docker push <image>.");
    print(
        "      Until then their pods do not start, and the update ends with an error after ten minutes; all else stands.",
    );
    print("      Without systems: make local SYSTEMS=none.");
}

const outputsSchema = z.record(z.string(), z.object({ urls: z.record(z.string(), z.string()) }));

export function printWaysIn({ sites }: Stack, { kind, context }: Home, outputs: OutputMap): void {
    const values = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]));
    heading("\nThe stack local is up");
    for (const { urls } of Object.values(outputsSchema.parse(values))) {
        for (const [service, url] of Object.entries(urls)) print(`${service}: ${url}`);
    }
    if (!kind) print("Addresses lead to the cluster's ingress: ports 30080 and 30443 of its nodes.");
    for (const { access } of sites) print(`kubectl: ${access.join(" ")}`);
    print("\nBrowsers trust it once they know its authority:");
    const secret = `kubectl --context ${context} --namespace ${issuerNamespace} get secret ${internalIssuer}`;
    print(`  ${secret} --output jsonpath='{.data.tls\\.crt}' | base64 --decode > strata-ca.crt`);
    print("  then import strata-ca.crt as a certificate authority; docs/local.md says where.");
    if (!kind) {
        print(
            `\nOther commands of strata read Pulumi.local.yaml: set strata:sites[0].cluster.context there to ${context}.`,
        );
    }
    print("\nRemove it: make local-down");
}
