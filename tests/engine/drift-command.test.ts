/** `strata drift` on the real engine, before and after somebody changes an object by hand. */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { root } from "../support/stacks.ts";
import { sourceFiles } from "../support/source-files.ts";
import { CliProject } from "./cli-project.ts";
import type { Bag } from "./providers/wire.ts";

describe("strata drift on the engine", function () {
    this.timeout(300_000);
    let project: CliProject;
    before(async () => {
        project = new CliProject("local");
        await project.init();
        // What is verified after it is not this test's: nothing answers for the cluster.
        await project.strata("deploy", "local", "--yes");
    });
    after(() => {
        project.remove();
    });

    const change = (patch: (spec: Bag) => Bag): void => {
        const object = project.deployment("pms-auth");
        const edit = (value: Bag): Bag => ({ ...value, spec: patch(value["spec"] as Bag) });
        project.store.replace({ ...object, inputs: edit(object.inputs), outputs: edit(object.outputs) });
    };

    it("PMS-81 finds nothing in an unchanged cluster, and names object and field that were changed by hand", async () => {
        const clean = await project.strata("drift", "local");
        expect(clean.stderr).to.equal("");
        expect(clean.stdout).to.equal("No drift: local is as it was deployed.\n");
        expect(clean.code).to.equal(0);

        change((spec) => ({ ...spec, replicas: 17 }));
        const changed = await project.strata("drift", "local");
        expect(changed.stdout).to.match(/^fail {2}Deployment pms\/pms-auth {2}spec\.replicas\n\n1 changed by hand\./);
        expect(changed.code).to.equal(1);
        expect((await project.strata("drift", "local")).code, "it put nothing right").to.equal(1);

        const readers = sourceFiles().filter((file) =>
            /\bnew (pulumi\.)?Config\(|\.allConfig\(/.test(readFileSync(new URL(file, root), "utf8")),
        );
        expect(readers.length).to.be.greaterThan(0);
        for (const file of readers) expect(file, "pulumi.Config is read only in config/").to.match(/^config\//);
    });

    it("names an object that is gone", async () => {
        change((spec) => ({ ...spec, replicas: 1 }));
        project.store.delete(project.deployment("pms-auth"));
        const { code, stdout } = await project.strata("drift", "local");
        expect(stdout).to.include("fail  Deployment pms/pms-auth  is gone\n");
        expect(code).to.equal(1);
    });
});
