/** What somebody can get wrong in a stack file, each in a process of its own: exit 2, the problem, nothing else. */
import { expect } from "chai";
import { ScratchProject, type Outcome } from "../support/project.ts";

interface Case {
    /** @default "dev" */
    readonly stack?: string;
    /** Values by path of the config of the stack, which is right; undefined takes one away. */
    readonly changes?: Readonly<Record<string, unknown>>;
    /** The whole file, where it is no YAML. */
    readonly text?: string;
    /** Lines below the name of the file. */
    readonly problems: readonly string[];
}

const site = "strata:sites[0]";

const cases: Readonly<Record<string, Case>> = {
    "broken YAML": {
        text: 'config:\n  strata:environment: dev\n  strata:zones: {"a": "b"\n',
        problems: [
            "line 4, column 1: is no YAML: Flow map in block collection must be sufficiently indented and end with a }.",
        ],
    },
    "a file without a map": { text: "- config\n", problems: ["allowed: a map with the key config."] },
    "an unknown key": {
        changes: { "strata:chart": { mirror: "https://charts.example.com" } },
        problems: [
            'strata:chart: unknown key. Allowed: environment, aws, tags, images, zones, recovery, onCall, charts, delivery, sites, systems, policies. Did you mean "charts"?',
        ],
    },
    ...Object.fromEntries(
        ["charts.example.com", "http://charts.example.com"].map((mirror): [string, Case] => [
            `the mirror ${mirror}`,
            {
                changes: { "strata:charts": { mirror } },
                problems: [
                    `strata:charts.mirror: found "${mirror}", allowed: an address that starts with https:// or oci://, such as oci://registry.example.com/charts. Plain http:// is not: what it brings runs in the cluster.`,
                ],
            },
        ]),
    ),
    "an unknown key far down": {
        changes: { [`${site}.cluster.nodeGroups.general.capacty`]: "SPOT" },
        problems: [
            `${site}.cluster.nodeGroups.general.capacty: unknown key. Allowed: instanceTypes, minSize, maxSize, capacity, labels, taints, volumeGib. Did you mean "capacity"?`,
        ],
    },
    "a key that is missing": {
        changes: { "strata:systems.pms.domain": undefined },
        problems: ["strata:systems.pms.domain: is missing. Needed: string."],
    },
    "a second region in which a site stands": {
        changes: { "strata:recovery": { region: "us-east-1" } },
        problems: [
            'strata:recovery.region: found "us-east-1", which is the region of site "us". Choose one where no site stands.',
        ],
    },
    "somebody on call without an address": {
        changes: { "strata:onCall": ["the team", "http://pager.example.com"] },
        problems: [0, 1].map(
            (index) =>
                `strata:onCall[${index}]: found "${["the team", "http://pager.example.com"][index] ?? ""}", allowed: an address of electronic mail, or an https:// address that takes messages of SNS.`,
        ),
    },
    "a cluster's name that is too long for its buckets": {
        changes: { [`${site}.cluster.name`]: "a-cluster-whose-name-goes-on-and-on-forever" },
        problems: [
            `${site}.cluster.name: the bucket name "a-cluster-whose-name-goes-on-and-on-forever-111122223333-backups-copy" has 69 characters, allowed: 63 (S3). Shorten it.`,
            'strata:systems.pms.caches.main: the replicationGroup name "a-cluster-whose-name-goes-on-and-on-forever-pms-redis" has 53 characters, allowed: 40 (ElastiCache). Shorten it.',
        ],
    },
    "a limit of requests that the firewall does not take": {
        changes: { "strata:systems.pms.requestsPerFiveMinutes": 5 },
        problems: ["strata:systems.pms.requestsPerFiveMinutes: found 5, allowed: at least 10."],
    },
    "a registry that other stacks would share": {
        changes: { "strata:images.registry": "111122223333.dkr.ecr.us-east-1.amazonaws.com" },
        problems: [
            'strata:images.registry: found "111122223333.dkr.ecr.us-east-1.amazonaws.com", which is the same for every stack of the account. Put the stack behind it: 111122223333.dkr.ecr.us-east-1.amazonaws.com/dev.',
        ],
    },
    "an add-on of AWS on a site without it": {
        stack: "local",
        changes: { [`${site}.addOns.external-dns`]: { enabled: true } },
        problems: [
            `${site}.addOns.external-dns: add-on "external-dns" works on AWS only, and the site runs on an existing cluster. Switch it off.`,
        ],
    },
    "an option of an add-on with a typo": {
        changes: { [`${site}.addOns.monitoring`]: { retenton: "3d" } },
        problems: [
            `${site}.addOns.monitoring.retenton: unknown key. Allowed: enabled, retention, storage, memory, tolerations. Did you mean "retention"?`,
        ],
    },
    "a wrong type": {
        changes: { [`${site}.cluster.nodeGroups.general.minSize`]: "two" },
        problems: [`${site}.cluster.nodeGroups.general.minSize: found string "two", allowed: number.`],
    },
    "a wrong word": {
        changes: { "strata:environment": "stagging" },
        problems: [
            'strata:environment: found "stagging", allowed: "local", "dev", "staging", "prod", "dr". Did you mean "staging"?',
        ],
    },
    "tags that AWS does not take": {
        changes: { "strata:tags": { owner: "", costCenter: "4711;4712", team: "pms" } },
        problems: [
            'strata:tags.owner: found "", allowed: up to 256 letters, digits, spaces and _.:/=+-@, not empty.',
            'strata:tags.costCenter: found "4711;4712", allowed: up to 256 letters, digits, spaces and _.:/=+-@, not empty.',
            "strata:tags.team: unknown key. Allowed: owner, costCenter.",
        ],
    },
    "a wrong instance type": {
        changes: { [`${site}.cluster.nodeGroups.general.instanceTypes`]: ["m5.larg"] },
        problems: [
            `${site}.cluster.nodeGroups.general.instanceTypes[0]: found "m5.larg", allowed: "m5.large", "m5.xlarge", "m5.2xlarge". Did you mean "m5.large"?`,
        ],
    },
    "a version without quotes": {
        changes: { [`${site}.cluster.version`]: 1.35 },
        problems: [`${site}.cluster.version: found number 1.35, allowed: string. Put it in quotes: "1.35".`],
    },
    "two problems at once": {
        changes: {
            [`${site}.cluster.nodeGroups.general.maxSize`]: "four",
            "strata:systems.pms.services": { auth: { size: "smal" } },
        },
        problems: [
            `${site}.cluster.nodeGroups.general.maxSize: found string "four", allowed: number.`,
            'strata:systems.pms.services.auth.size: found "smal", allowed: "small", "medium", "large". Did you mean "small"?',
        ],
    },
    "a delivery from a repository that nobody names": {
        changes: { "strata:systems.pms.delivery": "argocd", "strata:delivery": undefined },
        problems: [
            `strata:systems.pms.delivery: is "argocd", and strata:delivery names no repository. Add strata:delivery.repository.`,
        ],
    },
    "a delivery without Argo CD": {
        changes: { "strata:systems.pms.delivery": "argocd", [`${site}.addOns`]: { argocd: { enabled: false } } },
        problems: [
            `${site}.systems[0]: system "pms" needs the add-on "argocd" for its delivery, which is off. Switch it on.`,
        ],
    },
    "a group of Kubernetes' own as operators": {
        changes: { "strata:systems.pms.operators": ["system:masters"] },
        problems: [`strata:systems.pms.operators[0]: allowed: a group of your own, without spaces.`],
    },
    "an add-on whose need is off": {
        changes: { [`${site}.addOns`]: { issuers: { enabled: false }, ingress: { enabled: true } } },
        problems: [
            `${site}.addOns.ingress: add-on "ingress" is on but needs "issuers", which is off. Switch "issuers" on or "ingress" off.`,
            `${site}.addOns.linkerd: add-on "linkerd" is on but needs "issuers", which is off. Switch "issuers" on or "linkerd" off.`,
            `${site}.addOns.example-services: add-on "example-services" is on but needs "issuers", which is off. Switch "issuers" on or "example-services" off.`,
        ],
    },
    "an add-on off that a system needs": {
        changes: {
            [`${site}.addOns`]: {
                issuers: { enabled: false },
                ingress: { enabled: false },
                linkerd: { enabled: false },
                "example-services": { enabled: false },
            },
            "strata:systems.pms.caches": { main: { engine: "in-cluster" } },
        },
        problems: [
            `${site}.systems[0]: system "pms" needs the add-on "issuers" for its certificates, which is off. Switch it on.`,
            `${site}.systems[0]: system "pms" needs the add-on "linkerd" for its mesh, which is off. Switch it on.`,
        ],
    },
    "the operator of secrets off": {
        changes: {
            [`${site}.addOns`]: { "external-secrets": { enabled: false }, "grafana-stack": { enabled: false } },
        },
        problems: [
            `${site}.systems[0]: system "pms" needs the add-on "external-secrets" for its secrets, which is off. Switch it on.`,
        ],
    },
    "EKS without a region": {
        changes: { [`${site}.region`]: undefined },
        problems: [`${site}.region: is missing: a site on EKS needs it.`],
    },
    "EKS without an account": {
        changes: { "strata:aws": {} },
        problems: ["strata:aws.accountId: is missing: a site on EKS needs it."],
    },
    "a zone of another region": {
        changes: { [`${site}.cluster.network.zones`]: ["us-east-1a", "eu-west-1b"] },
        problems: [
            `${site}.cluster.network.zones[1]: found "eu-west-1b", allowed: us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e, us-east-1f.`,
        ],
    },
    "a zone the region does not have": {
        changes: { [`${site}.cluster.network.zones`]: ["us-east-1a", "us-east-1g"] },
        problems: [
            `${site}.cluster.network.zones[1]: found "us-east-1g", allowed: us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e, us-east-1f.`,
        ],
    },
    "one zone twice": {
        changes: { [`${site}.cluster.network.zones`]: ["us-east-1a", "us-east-1a"] },
        problems: [
            `${site}.cluster.network.zones[1]: found "us-east-1a" twice. Name another zone: one that fails must not take all along.`,
        ],
    },
    "ranges that overlap": {
        changes: {
            [`${site}.cluster.network.serviceCidr`]: "10.10.128.0/20",
            [`${site}.cluster.network.peers`]: ["192.168.0.0/16", "10.0.0.0/12"],
        },
        problems: [
            `${site}.cluster.network.cidr: 10.10.0.0/16 overlaps 10.0.0.0/12 of peers[1]. Choose another range.`,
            `${site}.cluster.network.serviceCidr: 10.10.128.0/20 overlaps 10.10.0.0/16, the VPC of site "us". Choose another range.`,
            `${site}.cluster.network.serviceCidr: 10.10.128.0/20 overlaps 10.0.0.0/12, peers[1]. Choose another range.`,
        ],
    },
    "a range for services that EKS does not take": {
        changes: { [`${site}.cluster.network.serviceCidr`]: "100.64.0.0/16" },
        problems: [
            `${site}.cluster.network.serviceCidr: found "100.64.0.0/16", allowed: a range from /12 to /24 in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16.`,
        ],
    },
    "pods that do not fit": {
        changes: {
            [`${site}.cluster.network.cidr`]: "10.10.0.0/20",
            [`${site}.cluster.nodeGroups.general.maxSize`]: 60,
            [`${site}.cluster.nodeGroups.compute`]: { instanceTypes: ["m5.2xlarge"], minSize: 0, maxSize: 4 },
        },
        problems: [
            `${site}.cluster.network.cidr: the private subnets of 10.10.0.0/20 have 1974 addresses for nodes and pods, and the node groups take 2040 when they are full (general 60 × 30, compute 4 × 60). Choose a larger range or smaller groups.`,
        ],
    },
    "spot nodes of one type, and as the base": {
        changes: {
            [`${site}.cluster.nodeGroups.general.capacity`]: "SPOT",
            [`${site}.cluster.nodeGroups.general.taints`]: [{ key: "example.com/own", effect: "NO_SCHEDULE" }],
        },
        problems: [
            `${site}.cluster.nodeGroups.general: found one instance type, allowed: two or more for SPOT: AWS takes back all of one type at once.`,
            `${site}.cluster.nodeGroups.general: found capacity SPOT, allowed: ON_DEMAND: the base holds what everything else needs.`,
            `${site}.cluster.nodeGroups.general: found taints, allowed: none: what tolerates nothing has to run somewhere.`,
        ],
    },
    "a namespace that may tolerate what no group of nodes has": {
        changes: {
            [`${site}.cluster.nodeGroups.memory`]: { instanceTypes: ["m5.2xlarge"], minSize: 0, maxSize: 2 },
            [`${site}.addOns`]: { tainters: { allow: { pms: ["strata.dev/role=memory", "strata.dev/role=spot"] } } },
        },
        problems: [
            `${site}.addOns.tainters.allow.pms[1]: found "strata.dev/role=spot", which no group of nodes has. Allowed: strata.dev/role=memory.`,
        ],
    },
    "runners that belong to nobody": {
        changes: {
            [`${site}.addOns`]: {
                ingress: { enabled: true },
                "runner-controller": { enabled: true },
                runners: { enabled: true },
            },
        },
        problems: [
            `${site}.addOns.runners.githubConfigUrl: is missing, allowed: https:// and an organisation or a repository on GitHub.`,
        ],
    },
    "an example outside of the zones": {
        changes: { [`${site}.addOns`]: { "example-services": { host: "example.example.com" } } },
        problems: [
            `${site}.addOns.example-services.host: no hosted zone covers "example.example.com". Take a host in one of strata:zones, or add its zone there.`,
        ],
    },
    "an unknown role of nodes": {
        changes: { [`${site}.cluster.nodeGroups.spott`]: { instanceTypes: ["m5.large"], minSize: 0, maxSize: 2 } },
        problems: [
            `${site}.cluster.nodeGroups.spott: unknown key. Allowed: general, memory, compute, spot. Did you mean "spot"?`,
        ],
    },
    "an access entry for the deploying role": {
        changes: {
            [`${site}.cluster.access`]: {
                ci: { principal: "arn:aws:iam::111122223333:role/strata-dev-deploy", level: "cluster-admin" },
            },
        },
        problems: [
            `${site}.cluster.access.ci.principal: is the role that deploys: it made the cluster and is its administrator. Remove the entry.`,
        ],
    },
    "an access entry for the role of previews": {
        changes: {
            [`${site}.cluster.access`]: {
                ci: { principal: "arn:aws:iam::111122223333:role/strata-dev-preview", level: "edit" },
                "strata-previews": { principal: "arn:aws:iam::111122223333:role/c", level: "view" },
            },
        },
        problems: ["ci", "strata-previews"].map(
            (name) =>
                `${site}.cluster.access.${name}: is what strata:aws.previewRoleArn makes. Remove the entry, and set that.`,
        ),
    },
    "access entries that give too little or too much": {
        changes: {
            [`${site}.cluster.access`]: {
                nothing: { principal: "arn:aws:iam::111122223333:role/a", namespaces: ["pms"] },
                twice: { principal: "arn:aws:iam::111122223333:role/a", level: "view" },
                all: { principal: "arn:aws:iam::111122223333:role/b", level: "cluster-admin", namespaces: ["pms"] },
            },
        },
        problems: [
            `${site}.cluster.access.nothing: gives nothing. Set level, groups or both.`,
            `${site}.cluster.access.nothing.namespaces: has no effect without a level. Set level or remove it.`,
            `${site}.cluster.access.twice.principal: has an entry already, "nothing". Make one of the two.`,
            `${site}.cluster.access.all.namespaces: an administrator of the cluster has all namespaces. Take the level admin or remove them.`,
        ],
    },
    "an access entry for a session, and one of Kubernetes' own groups": {
        changes: {
            [`${site}.cluster.access`]: {
                ci: {
                    principal: "arn:aws:sts::111122223333:assumed-role/ci/session",
                    groups: ["system:masters"],
                },
            },
        },
        problems: [
            `${site}.cluster.access.ci.principal: allowed: the ARN of an IAM role or user; a session's ARN (assumed-role) is none.`,
            `${site}.cluster.access.ci.groups[0]: allowed: a group of your own; system: is Kubernetes' own.`,
        ],
    },
    "an API server open to the world on prod": {
        stack: "prod",
        changes: { [`${site}.cluster.publicAccessCidrs`]: ["203.0.113.0/24", "0.0.0.0/0"] },
        problems: [
            `${site}.cluster.publicAccessCidrs[1]: found "0.0.0.0/0", which opens the API server to the world. List the ranges of your operators, or none: [].`,
        ],
    },
    "an account number of eleven digits": {
        changes: { "strata:aws.accountId": "11112222333" },
        problems: ["strata:aws.accountId: allowed: twelve digits in quotes."],
    },
    "another account in one place": {
        changes: { "strata:aws.accountId": "444455556666" },
        problems: [
            'strata:aws.deployRoleArn: "arn:aws:iam::111122223333:role/strata-dev-deploy" is in account 111122223333, and strata:aws.accountId is 444455556666. Correct one of them.',
            'strata:aws.previewRoleArn: "arn:aws:iam::111122223333:role/strata-dev-preview" is in account 111122223333, and strata:aws.accountId is 444455556666. Correct one of them.',
            'strata:images.registry: "111122223333.dkr.ecr.us-east-1.amazonaws.com/dev" is in account 111122223333, and strata:aws.accountId is 444455556666. Correct one of them.',
            `${site}.cluster.access.pms-operators.principal: "arn:aws:iam::111122223333:role/pms-operators" is in account 111122223333, and strata:aws.accountId is 444455556666. Correct one of them.`,
        ],
    },
    "a minSize above maxSize": {
        changes: { [`${site}.cluster.nodeGroups.general.minSize`]: 5 },
        problems: [`${site}.cluster.nodeGroups.general: minSize 5 is above maxSize 4. Raise maxSize.`],
    },
    "a VPC that is too small": {
        changes: { [`${site}.cluster.network.cidr`]: "10.10.0.0/24" },
        problems: [`${site}.cluster.network.cidr: found "10.10.0.0/24", allowed: a range from /16 to /20.`],
    },
    "maxReplicas where nothing scales": {
        changes: { "strata:systems.pms.services": { auth: { maxReplicas: 5 } } },
        problems: ["strata:systems.pms.services.auth: maxReplicas has no effect: dev does not scale it. Set replicas."],
    },
    "an unknown service": {
        changes: { "strata:systems.pms.services": { auht: { replicas: 2 } } },
        problems: [
            'strata:systems.pms.services.auht: there is no such service, allowed: api-gateway, auth, analytics, portfolio, simulation, trade-capture, leaderboard, rttm, validation, frontend. Did you mean "auth"?',
        ],
    },
    "settings of a database that its engine does not have": {
        changes: { "strata:systems.pms.databases": { main: { engine: "in-cluster", instances: 2, backupDays: 3 } } },
        problems: [
            'strata:systems.pms.databases.main: instances has no effect: the engine is "in-cluster". Remove it or choose another engine.',
            'strata:systems.pms.databases.main: backupDays has no effect: the engine is "in-cluster". Remove it or choose another engine.',
        ],
    },
    "a database and a cache that the system does not have": {
        changes: {
            "strata:systems.pms.databases": { mian: { instances: 2 } },
            "strata:systems.pms.caches": { session: { nodes: 2 } },
        },
        problems: [
            'strata:systems.pms.databases.mian: pms has no such database, allowed: main. Did you mean "main"?',
            "strata:systems.pms.caches.session: pms has no such cache, allowed: main.",
        ],
    },
    "no backups in prod": {
        stack: "prod",
        changes: { "strata:systems.pms.databases": { main: { backupDays: 0 } } },
        problems: [
            "strata:systems.pms.databases.main: found backupDays 0, allowed in prod: 7 to 35. Without backups a mistake cannot be taken back.",
        ],
    },
    "a cache in prod that nothing takes over": {
        stack: "prod",
        changes: { "strata:systems.pms.caches": { main: { nodes: 1 } } },
        problems: [
            "strata:systems.pms.caches.main: found nodes 1, allowed in prod: 2 to 6. With one there is none to take over.",
        ],
    },
    "a managed database without a cloud": {
        stack: "local",
        changes: {
            "strata:systems.pms.databases": { main: { engine: "aurora" } },
            "strata:systems.pms.caches": { main: { engine: "elasticache" } },
        },
        problems: [
            'strata:systems.pms.databases.main: found engine "aurora" on an existing cluster, which has no AWS around it. Allowed: "in-cluster".',
            'strata:systems.pms.caches.main: found engine "elasticache" on an existing cluster, which has no AWS around it. Allowed: "in-cluster".',
        ],
    },
    "a cluster whose name makes that of the cache too long": {
        changes: { [`${site}.cluster.name`]: "a-cluster-with-a-name-that-is-long" },
        problems: [
            'strata:systems.pms.caches.main: the replicationGroup name "a-cluster-with-a-name-that-is-long-pms-redis" has 44 characters, allowed: 40 (ElastiCache). Shorten it.',
        ],
    },
    "a domain without a hosted zone": {
        changes: { "strata:zones": { "example.com": "Z0123456789EXAMPLE" } },
        problems: [
            'strata:zones: no hosted zone covers the domain "dev.pms-platform.com" of pms. Add it or a parent of it.',
        ],
    },
    "the namespace of a provider": {
        changes: { "aws:region": "us-east-1" },
        problems: [
            'aws:region: unknown namespace "aws", allowed: strata, pulumi. Region and account belong to strata:sites and strata:aws.',
        ],
    },
};

const fileName = (title: string): string => title.toLowerCase().replaceAll(/[^a-z]+/g, "-");

describe("bad input", () => {
    let project: ScratchProject;
    const outcomes = new Map<string, Outcome>();

    before(async function () {
        this.timeout(120_000);
        project = new ScratchProject();
        const waiting = Object.entries(cases);
        for (const [title, { text, stack = "dev", changes = {} }] of waiting) {
            if (text === undefined) project.writeStack(fileName(title), stack, changes);
            else project.write(`Pulumi.${fileName(title)}.yaml`, text);
        }
        const work = async (): Promise<void> => {
            for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
                outcomes.set(next[0], await project.preview(fileName(next[0])));
            }
        };
        await Promise.all([work(), work()]);
    });

    after(() => {
        project.remove();
    });

    for (const [title, { problems }] of Object.entries(cases)) {
        it(`is ${title}: exit 2, and only what is wrong is said`, () => {
            const outcome = outcomes.get(title);
            const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
            expect(outcome?.stderr.trimEnd().split("\n")).to.deep.equal([
                `Pulumi.${fileName(title)}.yaml: ${count}`,
                ...problems.map((problem) => `  ${problem}`),
            ]);
            expect(outcome?.stdout).to.equal("");
            expect(outcome?.code).to.equal(2);
        });
    }

    it("leaves nothing behind", () => {
        expect(project.files("out")).to.equal(undefined);
    });
});
