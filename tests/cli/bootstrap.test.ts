/** `strata bootstrap`: what it would make, judged resource by resource, and what it refuses. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { bootstrapArgs, type BootstrapArgs } from "../../cli/bootstrap/args.ts";
import { bootstrapProgram } from "../../cli/bootstrap/program.ts";
import { loadStack } from "../../cli/stack.ts";
import { ScratchProject } from "../support/project.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { root, runVariant } from "../support/stacks.ts";
import { read } from "../support/values.ts";

const bootstrapExample: BootstrapArgs = {
    environment: "dev",
    accountId: "111122223333",
    region: "us-east-1",
    regions: ["us-east-1", "eu-west-1"],
    repository: "example/strata",
    oidcProvider: "create",
    backend: "s3",
    runner: {
        vpcId: "vpc-0a1b2c3d4e5f60718",
        subnetIds: ["subnet-0a1b2c3d4e5f60718"],
        connectionArn: "arn:aws:codeconnections:us-east-1:111122223333:connection/0a1b",
    },
};

interface Statement {
    readonly Sid?: string;
    readonly Effect: string;
    readonly Principal?: Readonly<Record<string, string>>;
    readonly Action: string | readonly string[];
    readonly Resource?: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const statements = (document: unknown): readonly Statement[] =>
    (JSON.parse(String(document)) as { readonly Statement: readonly Statement[] }).Statement;
const list = (value: string | readonly string[] | undefined): readonly string[] =>
    value === undefined ? [] : typeof value === "string" ? [value] : value;

describe("strata bootstrap, as recorded", () => {
    let stack: RecordedStack;
    before(async () => {
        stack = await runVariant("dev", { program: bootstrapProgram(bootstrapExample) });
    });
    const rights = (name: string): readonly Statement[] =>
        statements(stack.one("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"]);
    const trust = (name: string): readonly Statement[] =>
        statements(stack.one("aws:iam/role:Role", name).inputs["assumeRolePolicy"]);

    it("guards the state: protected bucket and key, versions, nothing public, TLS only, encrypted by the key", () => {
        const bucket = stack.one("aws:s3/bucket:Bucket");
        expect(bucket.inputs["bucket"]).to.equal("strata-dev-111122223333-state");
        expect(bucket.options.protect).to.equal(true);
        const key = stack.one("aws:kms/key:Key");
        expect(key.options.protect).to.equal(true);
        expect(key.inputs["enableKeyRotation"]).to.equal(true);
        expect(stack.one("aws:kms/alias:Alias").inputs["name"]).to.equal("alias/strata-dev-state");
        expect(stack.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).to.include({
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        });
        const versioning = stack.one("aws:s3/bucketVersioning:BucketVersioning").inputs;
        expect(read(versioning, "versioningConfiguration.status")).to.equal("Enabled");
        const encryption = stack.one(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        ).inputs;
        expect(read(encryption, "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm")).to.equal("aws:kms");
        const lifecycle = stack.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs;
        expect(read(lifecycle, "rules[0].noncurrentVersionExpiration.noncurrentDays")).to.equal(90);
        expect(read(lifecycle, "rules[0].expiration"), "the current state never goes").to.equal(undefined);
        const [tls] = statements(stack.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]);
        expect(tls).to.deep.include({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } });
    });

    it("lets in pull requests to the preview role and the environment to the deploy role, by their whole names", () => {
        for (const [name, subject] of [
            ["dev-preview", "repo:example/strata:pull_request"],
            ["dev-deploy", "repo:example/strata:environment:dev"],
        ] as const) {
            expect(trust(name)).to.deep.equal([
                {
                    Effect: "Allow",
                    Principal: { Federated: "arn:aws:iam::000000000000:oidc-provider/simulated-dev-github" },
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: {
                        StringEquals: {
                            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                            "token.actions.githubusercontent.com:sub": subject,
                        },
                    },
                },
            ]);
        }
        expect(stack.one("aws:iam/openIdConnectProvider:OpenIdConnectProvider").options.protect).to.equal(true);
    });

    it("names the actions and resources of every right, and bounds by conditions what has no resource", () => {
        const policies = stack.ofType("aws:iam/rolePolicy:RolePolicy");
        expect(policies).to.have.lengthOf(3);
        for (const { name, inputs } of policies) {
            for (const { Effect, Action, Resource, Condition } of statements(inputs["policy"])) {
                for (const action of list(Action)) expect(action, name).to.match(/^[a-z0-9-]+:[A-Za-z*]+$/);
                expect(list(Resource), name).to.not.be.empty;
                if (Effect === "Allow" && list(Resource).includes("*")) {
                    expect(JSON.stringify(Condition), `${name}: ${list(Action).join(" ")}`).to.include(
                        "aws:RequestedRegion",
                    );
                }
            }
        }
    });

    it("gives a preview nothing that writes, no value of a secret, and of the state no more than reading", () => {
        const allowed = rights("dev-preview").flatMap(({ Action }) => list(Action));
        expect(allowed).to.include.members(["ec2:Describe*", "eks:Describe*", "s3:GetObject", "kms:Decrypt"]);
        for (const action of allowed) {
            expect(action).to.match(/^[a-z0-9-]+:(Describe|Get|List)|^kms:Decrypt$/);
            expect(action, "no values").to.not.match(/^(secretsmanager:Get(Secret|\*)|ssm:|s3:Get\*)/);
        }
        const [state] = rights("dev-preview").filter(({ Sid }) => Sid === "ReadTheState");
        expect(state?.Resource).to.deep.equal([
            "arn:aws:s3:::strata-dev-111122223333-state",
            "arn:aws:s3:::strata-dev-111122223333-state/*",
        ]);
    });

    it("lets a deployment make the copies of backups in the second region, where the stack names one", async () => {
        const regions = async (stack: string): Promise<readonly string[]> => {
            const options = { repository: "acme/strata", backend: "s3", yes: false } as const;
            return bootstrapArgs(await loadStack(root, stack), options).regions;
        };
        expect(await regions("prod")).to.deep.equal(["us-east-1", "us-west-2"]);
        expect(await regions("dev")).to.deep.equal(["us-east-1"]);
    });

    it("gives a deployment the families of the runbook's policy in the stack's regions, and denies it its own rights", () => {
        const page = new URL("docs/runbooks/deployer-policy.json", root);
        const [families] = statements(readFileSync(page, "utf8"));
        const deploy = rights("dev-deploy");
        expect(deploy.find(({ Sid }) => Sid === "Deploy")).to.deep.equal({
            Sid: "Deploy",
            Effect: "Allow",
            Action: families?.Action,
            Resource: ["*"],
            Condition: { StringEquals: { "aws:RequestedRegion": ["eu-west-1", "us-east-1"] } },
        });
        const denied = deploy.filter(({ Effect }) => Effect === "Deny");
        expect(denied.flatMap(({ Resource }) => list(Resource))).to.include.members([
            "arn:aws:iam::111122223333:role/strata-dev-deploy",
            "arn:aws:iam::111122223333:role/strata-dev-preview",
            "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
            "arn:aws:iam::111122223333:user/*",
            "arn:aws:s3:::strata-dev-111122223333-state",
        ]);
        expect(denied.flatMap(({ Action }) => list(Action))).to.include.members([
            "iam:*",
            "s3:PutBucketPolicy",
            "s3:DeleteObjectVersion",
            "kms:ScheduleKeyDeletion",
        ]);
    });

    it("puts the runner into the VPC, started by queued jobs only, with no way in and TLS out", () => {
        const project = stack.one("aws:codebuild/project:Project").inputs;
        expect(read(project, "vpcConfig.vpcId")).to.equal("vpc-0a1b2c3d4e5f60718");
        expect(read(project, "source.location")).to.equal("https://github.com/example/strata.git");
        expect(stack.one("aws:codebuild/webhook:Webhook").inputs["filterGroups"]).to.deep.equal([
            { filters: [{ type: "EVENT", pattern: "WORKFLOW_JOB_QUEUED" }] },
        ]);
        expect(stack.ofType("aws:vpc/securityGroupIngressRule*")).to.be.empty;
        expect(stack.one("aws:ec2/securityGroup:SecurityGroup").inputs["ingress"]).to.equal(undefined);
        expect(stack.one("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").inputs).to.include({
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
        });
    });

    it("makes no bucket and no key with Pulumi Cloud, and no provider where the account has it", async () => {
        const other = await runVariant("dev", {
            program: bootstrapProgram({
                ...bootstrapExample,
                backend: "pulumi-cloud",
                oidcProvider: "existing",
                runner: undefined,
            }),
        });
        expect(other.resources.filter(({ type }) => /s3|kms|codebuild|openId/i.test(type))).to.be.empty;
        const policy = statements(other.one("aws:iam/rolePolicy:RolePolicy", "dev-preview").inputs["policy"]);
        expect(policy.map(({ Sid }) => Sid)).to.deep.equal(["ReadWhatAPreviewCompares"]);
        const [statement] = statements(other.one("aws:iam/role:Role", "dev-deploy").inputs["assumeRolePolicy"]);
        expect(statement?.Principal).to.deep.equal({
            Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
        });
    });
});

describe("the bootstrap command", function () {
    this.timeout(60_000);
    const project = new ScratchProject();
    after(() => {
        project.remove();
    });

    it("prints what it would make, without account, tools or change: exit 0", async () => {
        const env = { PATH: "/nowhere" };
        const { code, stdout, stderr } = await project.strata(
            ["bootstrap", "dev", "--repository", "example/strata"],
            env,
        );
        expect(stderr).to.equal("");
        expect(stdout).to.include("Bootstrap of dev in account 111122223333, us-east-1");
        expect(stdout).to.include("aws:iam/role:Role");
        expect(stdout).to.not.include("codebuild");
        expect(stdout).to.match(/Nothing was changed\. With --yes it is made\.\n$/);
        expect(code).to.equal(0);
    });

    it("takes repository and runner from a file, and options over it", async () => {
        project.write(
            "bootstrap.yaml",
            `repository: example/strata
oidcProvider: existing
runner:
  vpcId: vpc-0a1b2c3d4e5f60718
  subnetIds: [subnet-0a1b2c3d4e5f60718]
  connectionArn: arn:aws:codeconnections:us-east-1:111122223333:connection/0a1b
`,
        );
        const whole = await project.strata(["bootstrap", "dev", "--file", "bootstrap.yaml"]);
        expect(whole.stdout).to.include("codebuild/project").and.not.include("openIdConnect");
        const less = await project.strata(["bootstrap", "dev", "--file", "bootstrap.yaml", "--no-runner"]);
        expect(less.stdout).to.not.include("codebuild");
    });

    it("tells everything that is wrong at once: exit 2", async () => {
        project.write("wrong.yaml", "repositry: x\noidcProvider: maybe\nrunner:\n  vpcId: my-vpc\n  subnetIds: []\n");
        const { code, stderr, stdout } = await project.strata(["bootstrap", "dev", "--file", "wrong.yaml"]);
        expect(stdout).to.equal("");
        expect(stderr).to.match(/^wrong\.yaml: 6 problems\n/);
        for (const said of [
            "repositry: unknown key.",
            'Did you mean "repository"?',
            "repository: is missing.",
            'oidcProvider: found "maybe", allowed: "create", "existing".',
            "runner.vpcId: allowed: an id such as vpc-",
            "runner.subnetIds: found [], allowed: at least 1 entries.",
            "runner.connectionArn: is missing.",
        ]) {
            expect(stderr).to.include(said);
        }
        expect(code).to.equal(2);
    });

    it("has nothing to do on local: exit 2", async () => {
        const { code, stderr } = await project.strata(["bootstrap", "local", "--repository", "a/b"]);
        expect(stderr).to.include("Pulumi.local.yaml: 1 problem\n  strata:sites: no site runs on EKS");
        expect(code).to.equal(2);
    });

    it("makes nothing without the Pulumi CLI, and says so: exit 2", async () => {
        const { code, stderr } = await project.strata(["bootstrap", "dev", "--repository", "a/b", "--yes"], {
            PATH: "/nowhere",
            HOME: "/nowhere",
        });
        expect(stderr).to.include("PATH: 1 problem\n  pulumi: is not there. Install it");
        expect(code).to.equal(2);
    });
});
