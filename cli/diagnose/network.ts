/** Who answers for each Service, and whether its name is found from inside the namespace. */
import type { DiagnoseOptions } from "../commands/diagnose.ts";
import type { Findings } from "../live/findings.ts";
import type { LiveSystem } from "../live/live-site.ts";
import { endpointSliceSchema, itemsOf, serviceSchema } from "../live/objects.ts";
import { probeImage, runProbe } from "../live/probe-pod.ts";

export async function diagnoseNetwork(live: LiveSystem, findings: Findings, options: DiagnoseOptions): Promise<void> {
    await checkEndpoints(live, findings);
    await checkDns(live, findings, options.image ?? probeImage);
}

async function checkEndpoints({ kubectl, system }: LiveSystem, findings: Findings): Promise<void> {
    const kinds = "services,endpointslices.discovery.k8s.io";
    const answer = await kubectl.json(["get", kinds, "--namespace", system.namespace]);
    const slices = itemsOf(answer, "EndpointSlice", endpointSliceSchema);
    const services = itemsOf(answer, "Service", serviceSchema);
    if (services.length === 0) findings.fail("services", `namespace ${system.namespace} has none`);
    for (const { metadata, spec } of services) {
        const what = `service ${metadata.name}`;
        if (spec.type === "ExternalName") {
            findings.pass(what, `a name for ${spec.externalName}: it has no endpoints`);
            continue;
        }
        const ready = slices
            .filter(({ metadata: { labels } }) => labels["kubernetes.io/service-name"] === metadata.name)
            .flatMap(({ endpoints }) => endpoints ?? [])
            .filter(({ conditions }) => conditions.ready).length;
        findings.check(ready > 0, what, `${ready} ready ${ready === 1 ? "endpoint" : "endpoints"}`);
    }
}

/** Of the service whose image is the toolbox, else of the first one: what is tested is the way, not the service. */
async function checkDns(live: LiveSystem, findings: Findings, image: string): Promise<void> {
    const { system } = live;
    const [first] = system.services;
    const service = system.services.find(({ key }) => key === system.spec.toolbox?.service) ?? first;
    if (service === undefined) return;
    const host = `${service.name}.${system.namespace}.svc.cluster.local`;
    const { finished, output } = await runProbe(live, { image, command: ["nslookup", "-type=a", host] });
    const addresses = addressesOf(output, host);
    const summary = addresses.length > 0 ? addresses.join(", ") : output.trim() || "no answer";
    findings.check(
        finished && addresses.length > 0,
        `DNS look-up of ${host} from a pod in ${system.namespace}`,
        summary,
    );
}

/** In the answer of nslookup the addresses of a name stand below it; the first one is the DNS server's. */
function addressesOf(output: string, host: string): readonly string[] {
    const [, answer = ""] = output.split(`Name:\t${host}`);
    return [...answer.matchAll(/Address(?: \d+)?:\s*(\S+)/g)].map(([, address = ""]) => address);
}
