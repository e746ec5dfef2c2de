/** What the policies do not let through, however it got in: exactly that is found and nothing else. */
import { expect } from "chai";
import { pms } from "../../../systems/pms/system.ts";
import type { PodTemplatePatch, ServiceSpec, SystemSpec } from "../../../systems/spec.ts";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { mandatory, record, runSystems, runVariant } from "../../support/stacks.ts";
import { write } from "../../support/values.ts";

function withPatch(service: string, podTemplate: PodTemplatePatch): Readonly<Record<string, SystemSpec>> {
    const spec: ServiceSpec | undefined = pms.services[service];
    if (spec === undefined) throw new Error(`there is no ${service}`);
    return { pms: { ...pms, services: { ...pms.services, [service]: { ...spec, podTemplate } } } };
}

/** Findings that the stack has beside those of the project as it is: `rule name`. */
async function added(stack: RecordedStack): Promise<readonly string[]> {
    const show = (each: RecordedStack): readonly string[] =>
        mandatory(each).map(({ rule, urn }) => `${rule} ${urn.split("::").at(-1) ?? ""}`);
    const before = show(await record("prod"));
    return show(stack).filter((finding) => !before.includes(finding));
}

describe("prod is refused", () => {
    it("with the image tag latest on one service", async () => {
        const stack = await runVariant("prod", {
            edit: (config) => {
                write(config, "strata:systems.pms.services", { auth: { tag: "latest" } });
            },
        });
        expect(await added(stack)).to.deep.equal(["k8s-image-pinned us-pms-auth"]);
    });

    it("with the image tag latest on the system, migration included", async () => {
        const stack = await runVariant("prod", {
            edit: (config) => {
                write(config, "strata:systems.pms.tag", "latest");
            },
        });
        expect(await added(stack)).to.have.lengthOf(11);
    });

    for (const [probe, rule] of [
        ["readinessProbe", "k8s-readiness-probe"],
        ["livenessProbe", "k8s-liveness-probe"],
    ] as const) {
        it(`without the ${probe}, taken away by a patch`, async () => {
            const patch = { spec: { containers: [{ name: "auth", [probe]: null }] } };
            expect(await added(await runSystems("prod", withPatch("auth", patch)))).to.deep.equal([
                `${rule} us-pms-auth`,
            ]);
        });
    }

    it("without a memory limit, taken away by a patch", async () => {
        const patch = { spec: { containers: [{ name: "auth", resources: { limits: { memory: null } } }] } };
        expect(await added(await runSystems("prod", withPatch("auth", patch)))).to.include(
            "k8s-memory-limits us-pms-auth",
        );
    });

    it("with TLS off in the stack file", async () => {
        const stack = await runVariant("prod", {
            edit: (config) => {
                write(config, "strata:systems.pms.services", { "api-gateway": { tls: false } });
            },
        });
        const found = await added(stack);
        expect(found).to.include("k8s-ingress-tls us-pms-api-gateway");
        for (const finding of found) expect(finding).to.match(/ us-pms-api-gateway$/);
    });
});
