import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { UNKNOWN } from "../../policies/unknown.ts";
import type { RecordedResource } from "../../preview/recording.ts";
import { problemsOf, renderBranch } from "../../preview/render.ts";
import { secretMask } from "../../preview/masks.ts";
import { ScratchProject } from "../support/project.ts";
import { root } from "../support/stacks.ts";
import { write } from "../support/values.ts";

const configMap = (data: Readonly<Record<string, unknown>>): RecordedResource => ({
    urn: "urn:pulumi:dev::strata::kubernetes:core/v1:ConfigMap::settings",
    type: "kubernetes:core/v1:ConfigMap",
    name: "settings",
    custom: true,
    parent: undefined,
    provider: undefined,
    inputs: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace: "pms" }, data },
    secretPaths: [],
    options: {
        protect: false,
        dependsOn: [],
        ignoreChanges: [],
        retainOnDelete: false,
        deleteBeforeReplace: false,
    },
});

describe("what Argo CD delivers", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "strata-rendered-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    for (const [title, value] of Object.entries({
        simulated: "arn:aws:acm:region:000000000000:certificate/simulated-us-pms",
        secret: secretMask,
        unknown: UNKNOWN,
    })) {
        it(`holds no value that is ${title}: the object and the path are named`, () => {
            expect(problemsOf(configMap({ PLAIN: "kept", VALUE: value }))).to.deep.equal([
                {
                    file: "ConfigMap pms/settings",
                    path: "data.VALUE",
                    message:
                        "is known only after a deployment, so that no file can hold it. Leave this object to the program.",
                },
            ]);
        });
    }

    it("may hold every value that comes from config", () => {
        expect(problemsOf(configMap({ PLAIN: "kept" }))).to.deep.equal([]);
    });

    it("is not written where a mandatory policy refuses it", async () => {
        const { folders, findings } = await renderBranch(root, "prod", folder, (config) => {
            write(config, "strata:systems.pms.delivery", "argocd");
            write(config, "strata:systems.pms.tag", "latest");
        });
        expect(findings.some(({ level, rule }) => level === "mandatory" && rule === "k8s-image-pinned")).to.be.true;
        expect(folders).to.be.empty;
        expect(readdirSync(folder)).to.be.empty;
    });

    it("is written by the preview command, which says where", async () => {
        const project = new ScratchProject();
        try {
            project.writeStack("dev", "dev", { "strata:systems.pms.delivery": "argocd" });
            const { code, stdout, stderr } = await project.preview("dev", "--render", "branch");
            expect(stderr).to.equal("");
            expect(stdout).to.match(/^\d+ manifests in branch\/dev\/us\/pms\n/);
            expect(stdout).to.match(/\nclean: /);
            expect(code).to.equal(0);
            expect(project.files("branch/dev/us/pms")).to.include("us.pms.deployment.pms-auth.yaml");
            expect(project.files("out")).to.equal(undefined);
        } finally {
            project.remove();
        }
    });

    it("is written alone: with --json the command refuses", async () => {
        const project = new ScratchProject();
        try {
            const { code, stderr } = await project.preview("dev", "--render", "branch", "--json");
            expect(stderr).to.include("--render writes manifests and nothing else");
            expect(code).to.equal(2);
        } finally {
            project.remove();
        }
    });
});
