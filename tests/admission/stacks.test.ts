/** What the program makes on a stack must get past the policies that it makes there. */
import { expect } from "chai";
import { record } from "../support/stacks.ts";
import { Addresses } from "./addresses.ts";
import { ApiServer } from "./api-server.ts";
import { create } from "./installed.ts";
import { installStack } from "./stack-policies.ts";

/** The kinds that policies match and the server has. */
const kinds = ["CronJob", "DaemonSet", "Deployment", "Ingress", "Job", "Namespace", "Pod", "StatefulSet"];

for (const stack of ["local", "dev", "staging", "prod", "dr"] as const) {
    describe(`the objects of ${stack} in the API server`, () => {
        let server: ApiServer;
        before(async () => {
            server = await ApiServer.start();
        });
        after(() => server.stop());

        it("are let in without a warning", async () => {
            const recorded = await record(stack);
            const objects = kinds.flatMap((kind) =>
                recorded.objects(kind).filter(({ type }) => !type.endsWith("Patch")),
            );
            for (const { inputs } of recorded.objects("Namespace"))
                await create(server, "/api/v1/namespaces", { metadata: inputs["metadata"] });
            await installStack(server, recorded);
            const addresses = new Addresses(server);
            const problems: string[] = [];
            for (const { name, inputs } of objects) {
                const address = await addresses.of(inputs);
                if (address === undefined) throw new Error(`the server has no ${name}`);
                const { status, body, warnings } = await server.dryRun(address.path, inputs);
                if (status >= 400) problems.push(`${name}: ${body.message ?? ""}`);
                problems.push(...warnings.map((warning) => `${name}: ${warning}`));
            }
            expect(objects.length).to.be.greaterThan(10);
            expect(problems.join("\n")).to.equal("");
        });
    });
}
