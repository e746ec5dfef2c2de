/** The stand-ins refuse and replace what the real providers do: what the other tests prove rests on that. */
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectFailure, expectNoStrays, expectSuccess } from "./harness/expect.ts";

interface Knobs {
    readonly name?: string;
    readonly namespace?: string;
    readonly label?: string;
    readonly image?: string;
    readonly data?: string;
    readonly field?: object;
    readonly cidr?: string;
    readonly clusterIdentifier?: string;
    readonly patched?: string;
}

const program =
    (knobs: Knobs = {}): PulumiFn =>
    () => {
        const { name = "app", namespace = "default", label = "app", image = "app:1", data = "a", field = {} } = knobs;
        const { cidr = "10.0.0.0/16", clusterIdentifier = "first", patched = "kube-system" } = knobs;
        const provider = new k8s.Provider("cluster", { context: "kind-strata", clusterIdentifier });
        const metadata = { name, namespace };
        const labels = { app: label };
        const spec = { containers: [{ name: "main", image, ...field }] };
        new k8s.core.v1.ConfigMap("config", { metadata, data: { data } }, { provider });
        new k8s.apps.v1.Deployment(
            "deployment",
            { metadata, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } },
            { provider },
        );
        new k8s.core.v1.NamespacePatch(
            "patch",
            { metadata: { name: patched, labels: { level: "privileged" } } },
            { provider },
        );
        new aws.ec2.Vpc("vpc", { cidrBlock: cidr }, { provider: new aws.Provider("aws", { region: "us-east-1" }) });
        return Promise.resolve({});
    };

const replaced = ["create-replacement", "delete-replaced", "replace"];
const changes: readonly { readonly title: string; readonly knobs: Knobs; readonly ops: readonly string[] }[] = [
    { title: "data of a ConfigMap, in place", knobs: { data: "b" }, ops: ["update config"] },
    { title: "an image, in place", knobs: { image: "app:2" }, ops: ["update deployment"] },
    {
        title: "a selector, which takes a new Deployment",
        knobs: { label: "b" },
        ops: replaced.map((op) => `${op} deployment`),
    },
    {
        title: "the range of a VPC, which takes a new one",
        knobs: { cidr: "10.1.0.0/16" },
        ops: replaced.map((op) => `${op} vpc`),
    },
    {
        title: "the cluster, which takes everything on it along",
        knobs: { clusterIdentifier: "second" },
        ops: ["cluster", "config", "deployment", "patch"].flatMap((name) => replaced.map((op) => `${op} ${name}`)),
    },
];

const refusals: readonly { readonly title: string; readonly knobs: Knobs; readonly message: string }[] = [
    { title: "a name that is none", knobs: { name: "App_1" }, message: `"App_1" is not a valid name` },
    { title: "a namespace that is not there", knobs: { namespace: "pms" }, message: `namespaces "pms" not found` },
    {
        title: "a patch of what is not there",
        knobs: { patched: "pms" },
        message: `NamespacePatch: namespaces "pms" not found`,
    },
    {
        title: "a mount without a volume",
        knobs: { field: { volumeMounts: [{ name: "tmp", mountPath: "/tmp" }] } },
        message: `mounts "tmp", which is no volume of the pod`,
    },
];

describe("the stand-ins, asked to change", () => {
    let stack: EngineStack;
    let knobs: Knobs = {};
    before(async () => {
        stack = await EngineStack.open({ stack: "local", program: program() });
        expectSuccess(await stack.up());
    });
    after(() => {
        stack.close();
    });

    for (const { title, knobs: turned, ops } of changes) {
        it(title, async () => {
            knobs = { ...knobs, ...turned };
            stack.program = program(knobs);
            const outcome = await stack.up();
            expectSuccess(outcome);
            const seen = outcome.changes.map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? ""}`);
            expect(seen.toSorted()).to.deep.equal(ops.toSorted());
            expectNoStrays(stack);
        });
    }
});

describe("the stand-ins refuse", () => {
    let stack: EngineStack;
    before(async () => {
        stack = await EngineStack.open({ stack: "local", program: program() });
    });
    after(() => {
        stack.close();
    });

    for (const { title, knobs, message } of refusals) {
        it(title, async () => {
            stack.program = program(knobs);
            expectFailure(await stack.up(), message);
        });
    }
});
