/** `strata bootstrap` on the real engine: its state moves into the place that it made, and a second run finds all done. */
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { applyBootstrap, type Applied, type ApplyOptions } from "../../cli/bootstrap/apply.ts";
import { bootstrapProgram } from "../../cli/bootstrap/program.ts";
import { Store } from "./providers/store.ts";
import { Directory } from "./harness/directory.ts";

describe("strata bootstrap on the engine", () => {
    const directory = new Directory();
    let said = "";
    let command: PulumiCommand;
    before(async () => {
        directory.write("dev", () => undefined);
        mkdirSync(target);
        command = await PulumiCommand.get({ root: directory.path });
    });
    after(() => {
        directory.remove();
    });
    const target = join(directory.path, "bucket");
    const stateIn = (backend: string): boolean => existsSync(join(backend, ".pulumi/stacks/strata-bootstrap/dev.json"));
    const buckets = (): readonly string[] =>
        new Store(join(directory.cloud, "objects"))
            .all()
            .filter(({ type }) => type === "aws:s3/bucket:Bucket")
            .map(({ id }) => id);

    const apply = (change: Partial<ApplyOptions> = {}): Promise<Applied> =>
        applyBootstrap({
            stack: "dev",
            program: bootstrapProgram({
                environment: "dev",
                accountId: "111122223333",
                region: "us-east-1",
                regions: ["us-east-1"],
                repository: "example/strata",
                oidcProvider: "create",
                backend: "s3",
                runner: undefined,
            }),
            // A folder in place of the bucket: it counts as there once the bucket is.
            places: {
                home: `file://${directory.backend}`,
                target: `file://${target}`,
                targetExists: () => Promise.resolve(buckets().length > 0),
            },
            env: directory.environment(),
            pulumiCommand: command,
            onOutput: (text) => (said += text),
            ...change,
        });

    it("comes up with its state at home, when it is cut off before the state could move", async () => {
        const broken = { home: `file://${directory.backend}`, target: "file:///dev/null/none" };
        const places = { ...broken, targetExists: () => Promise.resolve(false) };
        const failure = await apply({ places }).then(
            () => undefined,
            (error: unknown) => error,
        );
        expect(failure).to.be.an("error");
        expect(buckets()).to.have.lengthOf(1);
        expect(stateIn(directory.backend)).to.equal(true);
    });

    it("goes on where it was: nothing is made twice, and the state moves", async () => {
        const { changes, outputs } = await apply();
        expect(Object.keys(changes)).to.deep.equal(["same"]);
        expect(outputs["backendUrl"]?.value).to.equal("s3://strata-dev-111122223333-state?region=us-east-1");
        expect(outputs["secretsProvider"]?.value).to.equal("awskms://alias/strata-dev-state?region=us-east-1");
        expect(said).to.include(`has moved to file://${target}`);
        expect(stateIn(target)).to.equal(true);
        expect(stateIn(directory.backend)).to.equal(false);
        expect(buckets()).to.have.lengthOf(1);
    });

    it("has nothing to do when it runs again", async () => {
        said = "";
        const { changes } = await apply();
        expect(Object.keys(changes)).to.deep.equal(["same"]);
        expect(said).to.not.include("has moved");
        expect(stateIn(directory.backend), "nothing comes back home").to.equal(false);
    });
});
