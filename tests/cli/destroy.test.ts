/** `strata destroy`: what it refuses before it asks anybody anything. */
import { expect } from "chai";
import { ScratchProject } from "../support/project.ts";
import { StubTools } from "./stub-tools.ts";

describe("strata destroy", function () {
    this.timeout(60_000);
    let project: ScratchProject;
    let tools: StubTools;
    before(() => {
        project = new ScratchProject();
        tools = new StubTools().on("pulumi", /./).on("aws", /./).on("kubectl", /./);
    });
    after(() => {
        project.remove();
        tools.remove();
    });

    for (const stack of ["prod", "dr"]) {
        for (const flags of [["--yes"], ["--yes", "--exclude-protected"], ["--yes", "--system", "pms"]]) {
            it(`refuses ${[stack, ...flags].join(" ")} and calls nothing: exit 1`, async () => {
                const { code, stdout, stderr } = await project.strata(["destroy", stack, ...flags], tools.env());
                expect(stderr).to.include(`${stack} is a stack of ${stack}, whose data is protected`);
                expect(stderr).to.include("Nothing was changed.");
                expect(stdout).to.equal("");
                expect(code).to.equal(1);
                expect(tools.calls()).to.be.empty;
            });
        }
    }

    it("refuses whatever the stack is called where its file says prod", async () => {
        project.writeStack("scratch", "prod", {});
        const { code, stderr } = await project.strata(["destroy", "scratch", "--yes"], tools.env());
        expect(stderr).to.include("scratch is a stack of prod, whose data is protected");
        expect(code).to.equal(1);
        expect(tools.calls()).to.be.empty;
    });

    const wrong: readonly (readonly [readonly string[], string])[] = [
        [["dve"], "Pulumi.dve.yaml"],
        [["dev", "--system", "pmss"], '--system: stack dev has no system "pmss", allowed: pms. Did you mean "pms"?'],
        [["dev", "--system", "pms", "--exclude-protected"], "--exclude-protected: does not go with --system"],
        [["dev", "--force"], "unknown option '--force'"],
    ];
    for (const [args, message] of wrong) {
        it(`says what is wrong with ${args.join(" ")}, and calls nothing: exit 2`, async () => {
            const { code, stderr } = await project.strata(["destroy", ...args], tools.env());
            expect(stderr)
                .to.include(message)
                .and.not.match(/^\s+at /m);
            expect(code).to.equal(2);
            expect(tools.calls()).to.be.empty;
        });
    }
});
