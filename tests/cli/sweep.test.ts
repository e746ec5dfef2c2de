/** `strata sweep` with a stand-in for aws: what is left, what is kept, what is deleted in which order, and what never is. */
import { expect } from "chai";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { engine, inState, state } from "./destroying.ts";
import { StubTools, type Answer } from "./stub-tools.ts";

const account = "us-east-1:111122223333";
const elb = `arn:aws:elasticloadbalancing:${account}`;
const ec2 = `arn:aws:ec2:${account}`;
const arns = {
    balancer: `${elb}:loadbalancer/app/k8s-pms/1`,
    gone: `${elb}:loadbalancer/app/k8s-gone/2`,
    classic: `${elb}:loadbalancer/a1b2`,
    targets: `${elb}:targetgroup/k8s-pms/3`,
    group: `${ec2}:security-group/sg-1`,
    defaultGroup: `${ec2}:security-group/sg-default`,
    ownGroup: `${ec2}:security-group/sg-own`,
    volume: `${ec2}:volume/vol-1`,
    used: `${ec2}:volume/vol-2`,
    marked: `${ec2}:volume/vol-3`,
    snapshot: `${ec2}:snapshot/snap-1`,
    bucket: "arn:aws:s3:::pms-dev-backups",
    key: `arn:aws:kms:${account}:key/0a1b`,
    database: `arn:aws:rds:${account}:cluster:pms-dev-pms-database`,
    vpc: `${ec2}:vpc/vpc-1`,
    ownLog: `arn:aws:logs:${account}:log-group:/aws/eks/pms-dev/cluster`,
    log: `arn:aws:logs:${account}:log-group:/aws/eks/pms-dev/pods`,
};
const json = (value: unknown, times?: number): Answer => ({
    stdout: JSON.stringify(value),
    ...(times === undefined ? {} : { times }),
});
const mapping = (...found: readonly string[]): Answer =>
    json({
        ResourceTagMappingList: found.map((ResourceARN) => ({
            ResourceARN,
            Tags: ResourceARN === arns.marked ? [{ Key: "strata:keep", Value: "by hand" }] : [],
        })),
    });
const logs = { logGroupName: "/aws/eks/pms-dev/pods", creationTime: 1_760_000_000_000, arn: `${arns.log}:*` };
const ownLogs = { logGroupName: "/aws/eks/pms-dev/cluster", creationTime: 1, arn: `${arns.ownLog}:*` };

function leftBehind(): StubTools {
    const kept = state(
        inState("aws:ec2/securityGroup:SecurityGroup", "us-group", "sg-own"),
        inState("aws:cloudwatch/logGroup:LogGroup", "us-logs", "/aws/eks/pms-dev/cluster"),
    );
    return engine(new StubTools(), kept)
        .on(
            "aws",
            /get-resources --tag-filters Key=Project,Values=strata Key=Environment,Values=dev Key=Site,Values=us --region us-east-1/,
            mapping(arns.bucket, arns.key, arns.database, arns.vpc, arns.ownGroup, arns.defaultGroup),
        )
        .on(
            "aws",
            /get-resources --tag-filters Key=elbv2\.k8s\.aws\/cluster,Values=pms-dev /,
            mapping(arns.balancer, arns.gone, arns.targets, arns.group),
        )
        .on(
            "aws",
            /get-resources --tag-filters Key=kubernetes\.io\/cluster\/pms-dev,Values=owned /,
            mapping(arns.classic, arns.volume, arns.used, arns.marked, arns.snapshot, arns.group),
        )
        .on(
            "aws",
            /describe-network-interfaces --filters Name=status,Values=available Name=tag/,
            json({ NetworkInterfaces: [{ NetworkInterfaceId: "eni-1", OwnerId: "111122223333" }] }),
        )
        .on(
            "aws",
            /describe-network-interfaces --filters Name=status,Values=available Name=desc/,
            json({ NetworkInterfaces: [] }),
        )
        .on(
            "aws",
            /describe-network-interfaces --filters Name=network-interface-id,Values=eni-1 /,
            json({ NetworkInterfaces: [{ NetworkInterfaceId: "eni-1", Status: "available" }] }),
        )
        .on(
            "aws",
            /describe-log-groups --log-group-name-prefix \/aws\/eks\/pms-dev\/ /,
            json({ logGroups: [logs, ownLogs] }),
        )
        .on(
            "aws",
            /describe-log-groups --log-group-name-prefix \/aws\/eks\/pms-dev\/pods /,
            json({ logGroups: [logs] }),
        )
        .on(
            "aws",
            /^elbv2 describe-load-balancers /,
            json({
                LoadBalancers: [
                    { LoadBalancerArn: arns.balancer, CreatedTime: "2026-11-01T00:00:00Z" },
                    { LoadBalancerArn: `${elb}:loadbalancer/app/others/9`, CreatedTime: "2026-11-01T00:00:00Z" },
                ],
            }),
        )
        .on(
            "aws",
            /^elb describe-load-balancers /,
            json({ LoadBalancerDescriptions: [{ LoadBalancerName: "a1b2", CreatedTime: "2026-11-02T00:00:00Z" }] }),
        )
        .on("aws", /^elbv2 describe-target-groups /, json({ TargetGroups: [{ TargetGroupArn: arns.targets }] }))
        .on(
            "aws",
            /describe-security-groups --filters Name=group-id,Values=sg-default,sg-1 /,
            json({
                SecurityGroups: [
                    { GroupId: "sg-1", GroupName: "k8s-traffic" },
                    { GroupId: "sg-default", GroupName: "default" },
                ],
            }),
        )
        .on(
            "aws",
            /describe-volumes --filters Name=volume-id,Values=vol-1,vol-2 /,
            json({
                Volumes: [
                    { VolumeId: "vol-1", CreateTime: "2026-11-03T00:00:00Z", Size: 20, State: "available" },
                    { VolumeId: "vol-2", CreateTime: "2026-11-03T00:00:00Z", Size: 8, State: "in-use" },
                ],
            }),
        )
        .on(
            "aws",
            /^kms describe-key /,
            json({ KeyMetadata: { KeyState: "PendingDeletion", DeletionDate: "2026-12-21" } }),
        );
}

describe("strata sweep", function () {
    this.timeout(120_000);
    const project = new ScratchProject();
    let tools: StubTools;
    afterEach(() => {
        tools.remove();
    });
    after(() => {
        project.remove();
    });
    const sweep = (stack: string, ...flags: readonly string[]): Promise<Outcome> =>
        project.strata(["sweep", stack, ...flags], tools.env());
    /** What changes something: everything that does not only ask. */
    const changes = (): readonly string[] =>
        tools
            .calls("aws")
            .map(({ args }) => args.join(" ").replace(" --region us-east-1 --output json", ""))
            .filter((line) => !/^\S+ (describe-|get-)/.test(line));

    it("lists what is left, what is kept on purpose and what is somebody's to decide, and changes nothing: exit 1", async () => {
        tools = leftBehind();
        const { code, stdout, stderr } = await sweep("dev");
        expect(stderr).to.equal("");
        expect(stdout).to.match(/\nload balancer +arn:\S+\/k8s-pms\/1 +2026-11-01T00:00:00Z +paid by the hour\n/);
        expect(stdout).to.match(/\nvolume +vol-1 +2026-11-03T00:00:00Z +20 GiB, paid by the month\n/);
        expect(stdout).to.match(/\nvolume +vol-2 .*; not now: it is in-use\n/);
        expect(stdout).to.match(/\nlog group +\/aws\/eks\/pms-dev\/pods /);
        expect(stdout).to.include(`${arns.bucket}  `).and.include("a bucket with what is in it\n");
        expect(stdout).to.match(/snap-1 +a snapshot\n/);
        expect(stdout).to.match(/0a1b +deleted on 2026-12-21, can come back till then\n/);
        expect(stdout).to.match(/vol-3 +its tag strata:keep says so: by hand\n/);
        const [, decide = ""] = stdout.split("for somebody to decide");
        expect(decide).to.include(arns.database).and.include(arns.vpc);
        for (const none of [arns.gone, "sg-own", "sg-default", "others", "pms-dev/cluster"])
            expect(stdout).to.not.include(none);
        expect(changes()).to.be.empty;
        expect(code).to.equal(1);
    });

    it("deletes with --delete in the order in which it can go, and neither data nor what is in use: exit 1 for what stays", async () => {
        tools = leftBehind()
            .on("aws", /^eks describe-cluster /, {
                code: 254,
                stderr: "An error occurred (ResourceNotFoundException): No cluster found",
            })
            .on("aws", /^ec2 delete-security-group /, {
                code: 254,
                stderr: "An error occurred (DependencyViolation): sg-1 has a dependent object",
            })
            .on("aws", /^\S+ (delete-|wait )/);
        const { code, stdout } = await sweep("dev", "--delete", "--yes");
        expect(changes()).to.deep.equal([
            `elbv2 delete-load-balancer --load-balancer-arn ${arns.balancer}`,
            `elbv2 wait load-balancers-deleted --load-balancer-arns ${arns.balancer}`,
            "elb delete-load-balancer --load-balancer-name a1b2",
            `elbv2 delete-target-group --target-group-arn ${arns.targets}`,
            "ec2 delete-network-interface --network-interface-id eni-1",
            "ec2 delete-security-group --group-id sg-1",
            "ec2 delete-volume --volume-id vol-1",
            "logs delete-log-group --log-group-name /aws/eks/pms-dev/pods",
        ]);
        expect(stdout).to.include("security group sg-1: still there, An error occurred (DependencyViolation)");
        expect(stdout).to.include("volume vol-2: still there, it is in-use");
        expect(code).to.equal(1);
    });

    it("deletes nothing while the cluster is there: exit 1", async () => {
        tools = leftBehind().on("aws", /^eks describe-cluster /, json({ cluster: {} }));
        const { code, stderr } = await sweep("dev", "--delete", "--yes");
        expect(stderr).to.include("Cluster pms-dev is there in us-east-1").and.include("another backend");
        expect(changes()).to.be.empty;
        expect(code).to.equal(1);
    });

    it("deletes nothing where nobody approves: exit 2", async () => {
        tools = leftBehind().on("aws", /^eks describe-cluster /, { code: 254, stderr: "ResourceNotFoundException" });
        const { code, stderr } = await sweep("dev", "--delete");
        expect(stderr).to.include("--yes: is missing");
        expect(changes()).to.be.empty;
        expect(code).to.equal(2);
    });

    it("finds nothing where nothing is left: exit 0", async () => {
        tools = engine(new StubTools(), state())
            .on("aws", /get-resources/, mapping())
            .on("aws", /describe-network-interfaces/, json({ NetworkInterfaces: [] }))
            .on("aws", /describe-log-groups/, json({ logGroups: [] }));
        const { code, stdout } = await sweep("dev");
        expect(stdout).to.include("Nothing of dev is left that could be swept.");
        expect(code).to.equal(0);
    });

    for (const stack of ["prod", "dr"]) {
        it(`refuses ${stack} and calls nothing: exit 1`, async () => {
            tools = engine(new StubTools(), state()).on("aws", /./);
            const { code, stderr } = await sweep(stack, "--delete", "--yes");
            expect(stderr).to.include("whose data is protected");
            expect(tools.calls()).to.be.empty;
            expect(code).to.equal(1);
        });
    }
});
